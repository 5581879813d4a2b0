"""Who is told when a hotline cannot be rung, and when it can be again: the administrators, once for each outage.

By mail and by the channels of the level `system`; not by telephone, which is what does not work.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import notifiers
from ivr.clock import shanghai
from ivr.hours import Schedule
from ivr.notifiers import Channel, channels
from ivr.people import Role, User
from ivr.probes.tables import Probe, Verdict
from ivr.settings import Settings

ALARMING = 2
"""Failures in a row that are an outage; one alone may be a packet that was lost."""

NEWS = timedelta(days=1)
"""A failure before that tells nothing of the line any more: nobody has tried since."""

SAID: dict[Verdict, tuple[str, str]] = {
    Verdict.OK: ("听到问候语，按键也收到了", "the greeting was heard, and the key arrived"),
    Verdict.REFUSED: ("运营商没有接受这次呼叫", "the carrier did not place the call"),
    Verdict.NO_ANSWER: ("无人应答", "nothing answered"),
    Verdict.BUSY: ("线路忙", "the line was busy"),
    Verdict.FAILED: ("呼叫没有接通", "the call could not be connected"),
    Verdict.ELSEWHERE: (
        "接听的不是我们：听到的不是问候语，也没有来电进来",
        "something else answered: what was heard is not the greeting, and no call came in here",
    ),
    Verdict.UNHEARD: (
        "来电进来了，但另一端没有听到问候语",
        "the call came in, but its greeting was not heard at the other end",
    ),
    Verdict.UNRECOGNISED: (
        "听到了问候语，但认不出进来的来电：没有显示应有的主叫号码（IVR_PROBE_FROM）",
        "the greeting was heard, but no call came in with the number that was to be shown (IVR_PROBE_FROM)",
    ),
    Verdict.KEY_LOST: (
        "听到了问候语，但按键没有收到",
        "the greeting was heard, but the key that was pressed did not arrive",
    ),
    Verdict.LOST: ("呼叫没有下文", "nothing more was heard of the call"),
}
"""What each verdict means, in Chinese and in English, as a part of a sentence."""


def said(probe: Probe, language: str) -> str:
    """How it went, as a part of a sentence."""
    zh, en = SAID[Verdict(probe.result or Verdict.LOST)]
    return zh if language == "zh" else en


def post(
    session: Session, settings: Settings, schedule: Schedule, probe: Probe, *, down: bool, now: datetime
) -> None:
    """Has the administrators told that the hotline cannot be rung, or can be again."""
    subject, body = text(settings.public_url, schedule, probe, down=down)
    key = f"probe:{probe.id}:{'down' if down else 'up'}"
    for channel, user in _readers(session, settings):
        to = f"channel:{channel.id}" if channel else f"user:{user.id if user else 0}"
        notifiers.post(session, f"{key}:{to}", subject, body, channel=channel, user=user, now=now)


def text(public_url: str, schedule: Schedule, probe: Probe, *, down: bool) -> tuple[str, str]:
    """Subject and body, in both languages."""
    hotline = schedule.hotlines.get(probe.hotline)
    zh_name, en_name = (hotline.name.zh, hotline.name.en) if hotline else ("", "")
    zh_why, en_why = SAID[Verdict(probe.result or Verdict.LOST)]
    at = f"{shanghai(probe.placed):%Y-%m-%d %H:%M}"
    if down:
        zh = f"热线 {probe.hotline} {zh_name}：连续两次测试呼叫失败，客户可能打不进来。"
        en = f"{probe.hotline} {en_name}: two test calls in a row failed; customers may not get through."
    else:
        zh = f"热线 {probe.hotline} {zh_name}：测试呼叫恢复正常。"
        en = f"{probe.hotline} {en_name}: test calls get through again."
    lines = (zh, en, "", f"{at}  {zh_why}。", f"{at}  {en_why}.", "", f"{public_url}/board")
    return zh, "\n".join(lines)


def _readers(session: Session, settings: Settings) -> Iterator[tuple[Channel | None, User | None]]:
    for channel in channels.of_level(session, notifiers.INSTALLATION):
        yield channel, None
    if settings.mails:
        admins = select(User).where(User.role == Role.ADMIN, User.active.is_(True), User.email.is_not(None))
        for user in session.scalars(admins.order_by(User.id)):
            yield None, user
