"""Whether two are recorded while they talk: where the hotline records, and the customer was told before."""

from ivr.callbacks import conversations
from ivr.callbacks.intake import Take
from ivr.calls import Call
from ivr.flows.caller import Caller
from ivr.voicemail import Conversation
from ivr.voicemail import conversations as kept


def begin(caller: Caller, customer: Call) -> int | None:
    """The row for what the customer and whoever is joined with him say, by the leg that joins them; None where it is
    not recorded. It is remembered on that leg."""
    edition = caller.system.book.edition(customer.version, caller.session)
    if customer.notice is None or not edition.schedule.hotlines[customer.hotline].record:
        return None
    row = kept.begin(caller.session, customer, caller.call, now=caller.real_now + customer.offset)
    caller.remember(conversation=row.id)
    return row.id


def ended(caller: Caller, *, joined: bool) -> None:
    """The two have parted, or never met: what the carrier tells of the recording by the way."""
    row = caller.session.get(Conversation, caller.recall("conversation") or 0)
    if row is None:
        return
    now = caller.real_now + caller.session.get_one(Call, row.call_id).offset
    take = Take.reported(caller.form)
    if take is not None:
        conversations.recorded(caller.session, row, take, source="action", now=now)
    elif not joined:
        conversations.absent(caller.session, row, now=now)
