"""The recording notices by version, word for word: what a caller was told must be shown years later.

A test holds the version in force to what is really said: whoever changes the words adds a version.
"""

from ivr.flows.words.duty import notice
from ivr.flows.words.greetings import recorded
from ivr.flows.words.message import NOTICE_VERSION, before_beep

WORDINGS: dict[str, dict[str, dict[str, str]]] = {
    "2026-11": {
        "greeting": {"zh": "通话将被录音。", "en": "This call will be recorded."},
        "before-message": {
            "zh": "请在提示音后说明单位、姓名、事由、回电号码和分机，最长三分钟，说完请按井号键。"
            "留言将录音保存，仅用于处理您的问题。",
            "en": "After the tone, please say your company, your name, the matter, your number and extension. "
            "You have three minutes; press the hash key to finish. "
            "The message is kept as a recording, only to deal with your matter.",
        },
        "ring-back": {
            "zh": "您好，深证通给您回电，通话将被录音，请稍候。",
            "en": "Hello, S S C C is calling you back. This call will be recorded. Please hold.",
        },
    },
}
"""Before the menu, before the beep, and to a customer who is rung back."""


def spoken_now() -> tuple[str, dict[str, dict[str, str]]]:
    """The version in force, and the notices as callers hear them."""
    told = {"greeting": recorded(), "before-message": before_beep(), "ring-back": notice()}
    return NOTICE_VERSION, {
        name: {"zh": said.text("zh"), "en": said.text("en")} for name, said in told.items()
    }
