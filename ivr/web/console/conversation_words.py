"""Words of what is recorded of conversations: on the task's page, in its history, and in what is handed out."""

CONVERSATIONS: dict[str, tuple[str, str]] = {
    "task.conversations": ("通话录音", "Recorded conversations"),
    "conversation.inbound": ("来电通话", "The customer rang"),
    "conversation.back": ("回拨通话", "Rung back"),
    "call.recorded": ("通话录音 {length}", "Recorded, {length}"),
    "history.recorded": ("通话录音送达", "The recorded conversation arrived"),
    "history.recorded.told": (
        "{at}的通话已录音，时长 {length}",
        "The conversation of {at} was recorded, {length}",
    ),
    "history.listened.conversation": ("{who}听了通话录音", "{who} listened to a conversation"),
    "history.listened.conversation-told": (
        "{who}听了{at}的通话录音（{length}）",
        "{who} listened to the conversation of {at} ({length})",
    ),
    "history.audio-erased.conversation": (
        "保存期限已到，通话录音已删除",
        "Kept long enough: the conversation's audio was erased",
    ),
    "history.audio-erased.conversation-request": (
        "应本人要求，{who}删除了通话录音",
        "{who} erased the conversation's audio, as its owner asked",
    ),
    "history.conversation.purged": (
        "保存期限已到，通话录音已删除",
        "Kept long enough: the conversation's audio was erased",
    ),
    "copy.conversation": ("通话（{length}）", "Conversation ({length})"),
    "copy.rung-back": ("{at} 我们回拨，通话（{length}）", "{at}, we rang back: conversation ({length})"),
}
