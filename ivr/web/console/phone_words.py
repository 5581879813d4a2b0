"""Words of the telephone in the browser."""

PHONE: dict[str, tuple[str, str]] = {
    "phone.title": ("试拨电话", "Telephone"),
    "phone.lead": (
        "拨一条热线，听它说什么，按键，说话，就像打电话一样。旁边是系统同时问了什么、答了什么。",
        "Ring a hotline, hear what it says, press keys, speak: as on a telephone. Beside it stands what was asked and "
        "answered meanwhile.",
    ),
    "phone.real": (
        "这里打的是真热线：留下的言会成为回拨任务。",
        "These are the real hotlines: a message that is left becomes a task.",
    ),
    "phone.unreached": (
        "浏览器到不了电话网关。请管理员设置 IVR_PHONE_URL（wss://…），由控制台前面的代理转到网关的 /phone。",
        "The gateway cannot be reached from browsers. Set IVR_PHONE_URL (wss://…), and let the proxy before the "
        "console hand it on to the gateway's /phone.",
    ),
    "phone.hotline": ("热线", "Hotline"),
    "phone.from": ("主叫号码", "Calling from"),
    "phone.at": ("假装现在是", "Pretend it is"),
    "phone.day": ("日期", "Date"),
    "phone.time": ("时间", "Time"),
    "phone.at.hint": ("留空就是现在。", "Empty: now."),
    "phone.voice": ("怎么说话", "Speaking"),
    "phone.voice.mic": ("麦克风", "Microphone"),
    "phone.voice.file": ("WAV 文件", "WAV file"),
    "phone.voice.none": ("不说话", "Not at all"),
    "phone.file": ("录音时播放的文件", "File that is spoken when a message is recorded"),
    "phone.level": ("音量", "Level"),
    "phone.call": ("拨打", "Call"),
    "phone.hangup": ("挂断", "Hang up"),
    "phone.pad": ("按键", "Keypad"),
    "phone.talk": ("通话", "Conversation"),
    "phone.talk.empty": (
        "还没有通话。选一条热线，按“拨打”。",
        "No call yet. Choose a hotline and press Call.",
    ),
    "phone.behind": ("背后发生的事", "Behind it"),
    "phone.behind.empty": (
        "通话时，这里逐条列出网关发给应用的请求，和应用回的 TwiML。",
        "During a call each request of the gateway's to the application stands here, with the TwiML it answered.",
    ),
    "phone.posted": ("发出", "Posted"),
    "phone.answered": ("答复", "Answer"),
    "phone.no-answer": ("没有答复", "no answer"),
    "phone.state.calling": ("正在呼叫…", "Calling…"),
    "phone.state.up": ("通话中", "On the line"),
    "phone.state.keys": ("等你按键", "Waiting for a key"),
    "phone.state.speech": ("正在录音，请说话", "Recording: speak now"),
    "phone.state.queue": ("排队中", "In the queue"),
    "phone.state.talk": ("已接通对方", "Joined with somebody"),
    "phone.state.ended": ("通话结束", "The call is over"),
    "phone.pressed": ("按键", "Pressed"),
    "phone.spoke": ("说话：", "Spoke: "),
    "phone.lost": (
        "和网关的连接断了，通话已结束。",
        "The connection to the gateway is lost; the call is over.",
    ),
    "phone.refused": (
        "网关没有接受这次拨打。刷新页面再试；仍然不行，请检查网关是否在运行（ivr serve）。",
        "The gateway did not take the call. Reload the page; if it stays so, see whether it runs (ivr serve).",
    ),
    "phone.no-mic": (
        "用不了麦克风：浏览器没有许可，或者没有设备。可以改用 WAV 文件。",
        "No microphone: the browser was not allowed, or there is none. A WAV file will do.",
    ),
    "phone.no-file": ("这个文件读不了，请换一个 WAV。", "That file cannot be read: take another WAV."),
    "phone.try": ("先拨一通试试", "Try a call first"),
}
