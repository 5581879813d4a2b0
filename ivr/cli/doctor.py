"""`ivr doctor`: what is configured, what is missing, what to do."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from urllib.error import URLError
from urllib.request import urlopen

import click
from sqlalchemy import func, select

from calendars.trading import Certainty
from ivr.cli import opening
from ivr.cli.carriers import halved, twilio, without
from ivr.cli.findings import Finding, asterisk, probed
from ivr.clock import shanghai
from ivr.flows.rendering.engine import Engine
from ivr.flows.speaking import missing
from ivr.hours import examine as examine_file
from ivr.installation import open_system
from ivr.notifiers import addresses, channels, outbox
from ivr.people import Membership, Role, User, second
from ivr.people.tables import SecondFactor
from ivr.privacy import holds, outside, signing
from ivr.settings import Settings, load
from ivr.system import System
from ivr.voicemail import transcripts

LOOK_BACK = timedelta(days=7)
"""How long a notice that never arrived is worth telling."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--online", is_flag=True, help="Ask Twilio too: whether it knows the account, where its numbers post."
)
@click.pass_context
def doctor(context: click.Context, as_json: bool, online: bool) -> None:
    """Say what is configured, what is missing, and what to do about it."""
    with opening():
        settings = load()
        # With half an account nothing else would start; here the rest is to be seen all the same.
        system = open_system(without(settings) if halved(settings) else settings)
    findings = list(examine(system, settings, online=online))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            mark = {"ok": "✓", "note": "·", "wrong": "✗"}[finding.state]
            click.echo(f"{mark} {finding.what}" + (f" → {finding.do}" if finding.do else ""))
    if any(finding.state == "wrong" for finding in findings):
        context.exit(1)


def examine(system: System, settings: Settings | None = None, *, online: bool = False) -> Iterator[Finding]:
    """Everything worth knowing, in the order in which it would be mended.

    Nothing is asked but our own web, gateway and Asterisk; with `online` Twilio as well.
    """
    yield from _storage(system)
    yield from _hours(system)
    yield _speech(system)
    yield _transcripts(system)
    yield from _people(system)
    yield from _privacy(system)
    yield from twilio(system, settings or system.settings, ask=online)
    yield from asterisk(system.settings)
    yield from probed(system)
    yield from _notices(system)
    yield from _addresses(system)


def _storage(system: System) -> Iterator[Finding]:
    kind = "SQLite in one file" if system.database.dialect == "sqlite" else "PostgreSQL"
    yield Finding("ok", f"database: {kind}, tables up to date")
    where = system.settings.recordings
    stays = where.startswith(("file:", "memory:"))
    yield Finding(
        "ok" if stays else "note",
        f"recordings: {'files on this machine' if stays else 'an S3-compatible store'}",
        "" if stays else "audio leaves this machine: see that the store is the company's own",
    )


def _hours(system: System) -> Iterator[Finding]:
    edition = system.book.current()
    yield Finding("ok", f"schedule: version {edition.number}, {len(edition.schedule.hotlines)} hotlines")
    if system.settings.embedded and (
        refused := examine_file(system.database, system.settings.schedules).refused
    ):
        yield Finding(
            "wrong",
            f"schedule file not in force: {refused}",
            "mend it, and look with `ivr schedule check`; the last good schedule goes on answering",
        )
    year = shanghai(system.now()).year
    for each in (year, year + 1):
        certainty = edition.hours.calendar.certainty(each)
        if certainty is Certainty.PROVISIONAL:
            yield Finding(
                "note",
                f"calendar {each}: provisional",
                "enter the exchange's notice when it is published (`ivr notices confirm FILE`)",
            )
        else:
            yield Finding("ok", f"calendar {each}: by the {certainty.value}")


def _speech(system: System) -> Finding:
    engine = Engine(system.settings.data)
    silent = missing(system, system.book.current())
    unsaid = f"; no voice says {'、'.join(piece.text for piece in silent)}" if silent else ""
    if engine.ready and (failure := engine.failure):
        return Finding(
            "wrong", f"speech engine: failed at {failure.at} ({failure.why}){unsaid}", "`ivr speech setup`"
        )
    if engine.ready:
        return Finding("ok", f"speech engine: there{unsaid}")
    do = "`ivr speech setup` has them said by the voice of the clips, or upload one under Hours, Voices"
    return Finding(
        "note", f"speech engine: not set up; callers hear general words for typed reasons{unsaid}", do
    )


def _transcripts(system: System) -> Finding:
    if transcripts.Engine(system.settings.data).ready:
        return Finding("ok", "transcripts: the engine is there")
    return Finding(
        "note",
        "transcripts: no engine; messages are heard, not read, and no word lifts one to the duty desk",
        "`ivr transcripts setup`",
    )


def _people(system: System) -> Iterator[Finding]:
    with system.database.reading() as session:
        users = session.scalar(select(func.count()).select_from(User).where(User.active.is_(True))) or 0
        ringable = set(
            session.scalars(
                select(Membership.desk)
                .join(User, User.id == Membership.user_id)
                .where(User.active.is_(True), User.phone.is_not(None))
            )
        )
        having = select(SecondFactor.user_id).where(SecondFactor.confirmed.is_not(None))
        privileged = select(User.name).where(User.active.is_(True), User.role.in_(second.ROLES))
        bare = session.scalars(privileged.where(User.id.not_in(having)).order_by(User.name)).all()
    if not users:
        yield Finding("wrong", "nobody can sign in", "ivr users add NAME --role supervisor")
    else:
        yield Finding("ok", f"{users} {'person' if users == 1 else 'people'} can sign in")
        yield _second_factor(system, bare)
    for hotline in system.book.current().schedule.hotlines.values():
        if hotline.desk not in ringable:
            yield Finding(
                "note",
                f"{hotline.number}: no telephone rings at {hotline.desk}; every call becomes a message or a task",
                f"ivr users add NAME --role agent --desk {hotline.desk} --phone NUMBER",
            )


def _second_factor(system: System, bare: Sequence[str]) -> Finding:
    """`bare` are the supervisors, administrators and auditors without one."""
    if system.settings.second_factor_required:
        return Finding("ok", f"second factor: required; {len(bare)} still set theirs up when they sign in")
    return Finding(
        "note" if bare else "ok",
        f"second factor: offered; {', '.join(bare) or 'nobody'} without one",
        "IVR_SECOND_FACTOR=required, or each under Your account" if bare else "",
    )


def _privacy(system: System) -> Iterator[Finding]:
    keep = system.book.current().schedule.keep
    yield Finding(
        "ok",
        f"kept: recordings {keep.recordings} days, numbers and notes {keep.logs}, requests and holds {keep.audit}",
    )
    with system.database.reading() as session:
        late, held = outside.overdue(session, system.now()), len(holds.in_force(session))
    if late:
        yield Finding(
            "wrong",
            f"erasing: {late} files, recordings or call records could not be erased for more than a day",
            "see that the store and the carrier answer (the log says why), then `ivr privacy purge`",
        )
    if held:
        yield Finding("note", f"legal holds: {held} in force", "`ivr privacy hold list` shows what they keep")
    yield Finding("ok", f"evidence packs are signed by the key {signing.fingerprint(system.settings)}")


def _notices(system: System) -> Iterator[Finding]:
    """What leaves the house when a promise runs out, and what of it did not arrive."""
    settings = system.settings
    with system.database.reading() as session:
        kinds = Counter(addresses.kind(channel.url) for channel in channels.entered(session))
        lost = outbox.failed(session, system.now() - LOOK_BACK)
        stuck = outbox.struggling(session)
        mailless = session.scalars(
            select(User.name).where(User.active.is_(True), User.role == Role.SUPERVISOR, User.email.is_(None))
        ).all()
        admins = session.scalar(
            select(func.count()).select_from(User).where(User.active.is_(True), User.role == Role.ADMIN)
        )
    headless = [desk.id for desk in system.book.current().schedule.desks.values() if desk.head is None]
    if headless and not admins:
        yield Finding(
            "note",
            f"when a promise took twice its time, nobody is told at {', '.join(headless)}",
            "name a head for the desk in schedules.yaml, or add an administrator",
        )
    if settings.smtp_url.get_secret_value() and not settings.mail_from:
        yield Finding("wrong", "IVR_SMTP_URL is set without IVR_MAIL_FROM", "set the address mail comes from")
    if kinds["mail"] and not settings.mails:
        yield Finding(
            "wrong", "there are mail channels, but no mail server", "set IVR_SMTP_URL and IVR_MAIL_FROM"
        )
    if not kinds and not settings.mails:
        yield Finding("ok", "notices: in the console alone")
    else:
        mail = f"mail from {settings.mail_from}" if settings.mails else "no mail"
        named = ", ".join(f"{many} {kind}" for kind, many in sorted(kinds.items())) or "no channels"
        yield Finding(
            "note",
            f"notices: {mail}; {named}",
            "references, desks and due times leave the house with them; numbers and contents never do",
        )
    if settings.mails and mailless:
        yield Finding(
            "note",
            f"no e-mail is known for {', '.join(mailless)}",
            "ivr users set NAME --email ADDRESS, or they read notices in the console alone",
        )
    for notice in stuck[:1]:
        yield Finding("note", f"notices that are tried again: {len(stuck)} ({notice.trouble})")
    for notice in lost[:1]:
        yield Finding(
            "wrong",
            f"notices of the last week that never arrived: {len(lost)} ({notice.trouble})",
            "mend it, and try with `ivr notifiers test`",
        )


def _addresses(system: System) -> Iterator[Finding]:
    settings = system.settings
    if settings.may_pretend and not settings.public_is_loopback:
        yield Finding("wrong", "IVR_PRETEND=1 on a public address", "unset it: callers could pretend a time")
    for name, url, path in (
        ("web", settings.web_url, "/readyz"),
        ("gateway", settings.gateway_url, "/healthz"),
    ):
        try:
            with urlopen(url + path, timeout=2) as answer:  # noqa: S310 - our own address, from the settings
                yield Finding("ok", f"{name}: answers at {url} ({answer.status})")
        except (URLError, OSError):
            yield Finding("note", f"{name}: nothing answers at {url}", "`ivr serve` starts it")
