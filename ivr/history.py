"""What happened, in order, so that it can be traced: an append-only table, chained per subject.

A subject is "task:12", "call:7", "message:9", "user:3", "schedule" or "reports". Every entry carries an HMAC over its
stored bytes and the entry before it, and the subject's head remembers how many there are: an edit, a
deletion, a reordering and a truncation all show in :func:`verify`. Entries hold ids and codes alone. Personal
text (numbers, notes, transcripts) lies in keepsakes, which an entry names by a salted digest, so that a purge
erases the person and the chain still verifies.

What the chain cannot tell from inside: an older copy of the whole database put back in its place.
"""

import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Index, Insert, String, Text, UniqueConstraint, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from ivr.clock import aware
from ivr.database import Base, Moment


class HistoryError(RuntimeError):
    """The history cannot be written; the message says why."""


class HistoryRow(Base):
    """One entry. `body` is what is proven; the columns beside it repeat it for reading."""

    __tablename__ = "history"
    __table_args__ = (
        UniqueConstraint("subject", "seq"),
        # Pages of the audit: the latest of one kind, or of one person and kind, without a look at anything else.
        Index(None, "kind", "at", "id"),
        Index(None, "actor", "kind", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(48))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(48))
    body: Mapped[str] = mapped_column(Text)
    mac: Mapped[str] = mapped_column(String(64))


class HistoryHead(Base):
    """How far a subject's chain reaches; `proof` keeps a shortened chain from passing for a whole one."""

    __tablename__ = "history_heads"

    subject: Mapped[str] = mapped_column(String(48), primary_key=True)
    seq: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))
    proof: Mapped[str] = mapped_column(String(64))


class Keepsake(Base):
    """Personal text that can be erased; the digest that entries name stays."""

    __tablename__ = "keepsakes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(48), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    salt: Mapped[str | None] = mapped_column(String(32))
    """Erased with the text: short texts such as numbers could be guessed from salt and digest."""
    text: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a subject. `at` is aware, in UTC; `actor` is "user:3" or "caller"."""

    subject: str
    seq: int
    at: datetime
    kind: str
    actor: str
    facts: dict[str, Any]


_BROKEN = "broken"
"""The proof of a head that was found forged: later entries are kept, but the chain never verifies again."""


def append(session: Session, subject: str, kind: str, *, at: datetime, actor: str, **facts: Any) -> Entry:
    """Adds an entry to the end of the subject's chain, within the caller's transaction.

    Facts are ids, codes, counts, moments and lists of them, never personal text. Of two acts that append at
    once to one subject the second waits for the first and follows it: the chain never forks.
    """
    key = _key(session)
    written = {name: _plain(value) for name, value in facts.items() if value is not None}
    while True:
        seq, mac, proof = _head(session, subject, key)
        # Repairing a forged head would make the forgery good: whatever was broken stays so.
        sound = hmac.compare_digest(proof, _proof(key, subject, seq, mac))
        entry = Entry(subject, seq + 1, aware(at).astimezone(UTC), kind, actor, written)
        body = _canonical(entry)
        following = _mac(key, mac, body)
        taken = session.scalar(
            update(HistoryHead)
            .where(HistoryHead.subject == subject, HistoryHead.seq == seq, HistoryHead.mac == mac)
            .values(
                seq=entry.seq,
                mac=following,
                proof=_proof(key, subject, entry.seq, following) if sound else _BROKEN,
            )
            .returning(HistoryHead.seq)
            .execution_options(synchronize_session=False)
        )
        if taken is not None:
            break
    session.execute(
        insert(HistoryRow).values(
            subject=subject, seq=entry.seq, at=entry.at, kind=kind, actor=actor, body=body, mac=following
        )
    )
    return entry


def entries(session: Session, subject: str) -> list[Entry]:
    """Everything that happened to the subject, oldest first; only :func:`verify` says whether it is true."""
    return [read(row.body) for row in _rows(session, subject)]


def subjects(session: Session) -> list[str]:
    """Every subject with a history."""
    return list(session.scalars(select(HistoryHead.subject).order_by(HistoryHead.subject)))


def verify(session: Session, subject: str) -> bool:
    """True when the subject's history is whole and unaltered, and so is every keepsake that was not erased.

    False as well for a subject without any history: nothing is proven by nothing.
    """
    key, mac = _key(session), ""
    rows = _rows(session, subject)
    for number, row in enumerate(rows, start=1):
        mac = _mac(key, mac, row.body)
        if not hmac.compare_digest(mac, row.mac):
            return False
        entry = read(row.body)
        if entry.seq != number or (row.subject, row.seq, row.at, row.kind, row.actor) != (
            entry.subject,
            entry.seq,
            entry.at,
            entry.kind,
            entry.actor,
        ):
            return False
    head = session.execute(_HEAD.where(HistoryHead.subject == subject)).one_or_none()
    if not rows or head is None or (head.seq, head.mac) != (len(rows), mac):
        return False
    return hmac.compare_digest(head.proof, _proof(key, subject, head.seq, head.mac)) and _keepsakes_hold(
        session, subject
    )


def keep(session: Session, subject: str, kind: str, text: str) -> str:
    """Keeps personal text where it can be erased; answers the digest by which entries may name it."""
    salt = secrets.token_hex(16)
    digest = _digest(salt, text)
    session.execute(insert(Keepsake).values(digest=digest, subject=subject, kind=kind, salt=salt, text=text))
    return digest


def recall(session: Session, digest: str) -> str | None:
    """The kept text, or None when it was erased or never kept."""
    return session.scalar(select(Keepsake.text).where(Keepsake.digest == digest))


def recall_all(session: Session, digests: Iterable[str]) -> dict[str, str]:
    """The kept texts by digest, without those that were erased."""
    rows = session.execute(
        select(Keepsake.digest, Keepsake.text).where(
            Keepsake.digest.in_(list(digests)), Keepsake.text.is_not(None)
        )
    )
    return {digest: text for digest, text in rows if text is not None}


def erase(session: Session, digest: str) -> bool:
    """Erases one kept text for good; False when there was none left to erase. The chain still verifies."""
    return _erase(session, Keepsake.digest == digest) == 1


def erase_all(session: Session, subject: str) -> int:
    """Erases every kept text of the subject for good and answers how many there were."""
    return _erase(session, Keepsake.subject == subject)


@dataclass(frozen=True)
class Chain:
    """A subject's history as it is stored, to be proven elsewhere: bodies and macs in order, and the head's proof."""

    subject: str
    bodies: tuple[str, ...]
    macs: tuple[str, ...]
    proof: str


@dataclass(frozen=True)
class Kept:
    """A keepsake as it is stored; salt and text are None once it was erased."""

    digest: str
    kind: str
    salt: str | None
    text: str | None


def chain(session: Session, subject: str) -> Chain:
    """The subject's history, unread and unproven."""
    rows = _rows(session, subject)
    head = session.execute(_HEAD.where(HistoryHead.subject == subject)).one_or_none()
    bodies, macs = (tuple(row.body for row in rows), tuple(row.mac for row in rows))
    return Chain(subject, bodies, macs, head.proof if head else "")


def is_ours(session: Session, chain: Chain) -> bool:
    """True when the chain was written here, with this key, and is whole as of its last entry."""
    key, mac = _key(session), ""
    for body, told in zip(chain.bodies, chain.macs, strict=True):
        mac = _mac(key, mac, body)
        if not hmac.compare_digest(mac, told):
            return False
    return bool(mac) and hmac.compare_digest(chain.proof, _proof(key, chain.subject, len(chain.bodies), mac))


def kept(session: Session, subject: str) -> list[Kept]:
    """Every keepsake of the subject, erased ones as well."""
    rows = session.execute(
        select(Keepsake.digest, Keepsake.kind, Keepsake.salt, Keepsake.text)
        .where(Keepsake.subject == subject)
        .order_by(Keepsake.digest)
    )
    return [Kept(*row) for row in rows]


def _erase(session: Session, which: Any) -> int:
    done = session.scalars(
        update(Keepsake)
        .where(which, Keepsake.text.is_not(None))
        .values(text=None, salt=None)
        .returning(Keepsake.digest)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


_HEAD = select(HistoryHead.seq, HistoryHead.mac, HistoryHead.proof)


def _head(session: Session, subject: str, key: bytes) -> tuple[int, str, str]:
    """The subject's head as it stands now, made when this is its first entry."""
    found = session.execute(_HEAD.where(HistoryHead.subject == subject)).one_or_none()
    if found is not None:
        return found.seq, found.mac, found.proof
    last = session.execute(
        select(HistoryRow.seq, HistoryRow.mac)
        .where(HistoryRow.subject == subject)
        .order_by(HistoryRow.seq.desc())
        .limit(1)
    ).one_or_none()
    # Entries without a head: somebody took the head away, or another act is making it just now.
    values = (
        {"seq": 0, "mac": "", "proof": _proof(key, subject, 0, "")}
        if last is None
        else {"seq": last.seq, "mac": last.mac, "proof": _BROKEN}
    )
    session.execute(_unless_there(session).values(subject=subject, **values))
    found = session.execute(_HEAD.where(HistoryHead.subject == subject)).one()
    return found.seq, found.mac, found.proof


def _unless_there(session: Session) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(HistoryHead).on_conflict_do_nothing()
    return sqlite.insert(HistoryHead).on_conflict_do_nothing()


def _rows(session: Session, subject: str) -> Sequence[Any]:
    # Columns rather than mapped rows: what the database holds, not what the session remembers.
    table = HistoryRow.__table__
    return session.execute(
        select(
            table.c.subject, table.c.seq, table.c.at, table.c.kind, table.c.actor, table.c.body, table.c.mac
        )
        .where(table.c.subject == subject)
        .order_by(table.c.seq)
    ).all()


def _keepsakes_hold(session: Session, subject: str) -> bool:
    rows = session.execute(
        select(Keepsake.digest, Keepsake.salt, Keepsake.text).where(
            Keepsake.subject == subject, Keepsake.text.is_not(None)
        )
    )
    return all(digest == _digest(salt or "", text or "") for digest, salt, text in rows)


def _key(session: Session) -> bytes:
    key = session.info.get("chain_key")
    if not isinstance(key, bytes) or not key:
        raise HistoryError(
            "this database was opened without its chain key, and history needs it to be provable"
        )
    return key


def _mac(key: bytes, previous: str, body: str) -> str:
    return hmac.new(key, f"{previous}\n{body}".encode(), "sha256").hexdigest()


def _proof(key: bytes, subject: str, seq: int, mac: str) -> str:
    return hmac.new(key, f"head\n{subject}\n{seq}\n{mac}".encode(), "sha256").hexdigest()


def _digest(salt: str, text: str) -> str:
    return hmac.new(bytes.fromhex(salt), text.encode(), "sha256").hexdigest()


def _canonical(entry: Entry) -> str:
    return json.dumps(
        {
            "subject": entry.subject,
            "seq": entry.seq,
            "at": entry.at.isoformat(),
            "kind": entry.kind,
            "actor": entry.actor,
            "facts": entry.facts,
        },
        sort_keys=True,
        separators=(",", ":"),
    )


def read(body: str) -> Entry:
    """The entry that a row's body holds."""
    told = json.loads(body)
    at = datetime.fromisoformat(told["at"])
    return Entry(told["subject"], told["seq"], at, told["kind"], told["actor"], told["facts"])


def _plain(value: Any) -> Any:
    """A fact as JSON holds it; raises TypeError for what does not belong into a history."""
    if isinstance(value, datetime):
        return aware(value).astimezone(UTC).isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"a history entry cannot hold {value!r}: hand in ids, codes, counts or moments")
