"""The words of handing a task on, in Chinese and English."""

HANDING: dict[str, tuple[str, str]] = {
    "hand.act": ("接手或转交", "Take over or hand on"),
    "hand.title": ("接手或转交", "Take over or hand on"),
    "hand.held": (
        "{who}正在处理任务 {ref}。换谁来接着办？",
        "{who} holds task {ref}. Who is to go on with it?",
    ),
    "hand.me": ("我来接手", "I take it over"),
    "hand.go": ("确认", "Confirm"),
    "hand.back": ("不换了", "Leave it as it is"),
    "hand.choose": ("请选一位同事。", "Choose somebody."),
    "hand.changed": (
        "这条任务刚刚换了人，请看看现在是谁在办，再决定。",
        "Somebody else holds it by now: see who, and decide again.",
    ),
    "hand.not-now": (
        "现在不能转交：正在回拨，或者已经没有人持有。稍等一下，再看看。",
        "It cannot be handed on just now: the customer is being rung, or nobody holds it any more. Look again shortly.",
    ),
    "hand.free": (
        "现在没有人持有这条任务，直接认领就行。",
        "Nobody holds this task just now: simply claim it.",
    ),
    "hand.ringing": (
        "正在回拨客户，通话结束后才能转交。",
        "The customer is being rung: it can be handed on when the call is over.",
    ),
    "hand.nobody": ("队列", "the queue"),
    "hand.told": ("主管把任务 {ref} 转给了{who}。", "A supervisor handed task {ref} to {who}."),
}
