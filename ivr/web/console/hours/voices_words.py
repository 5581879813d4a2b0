"""The words of `voices`, in Chinese and English."""

VOICES: dict[str, tuple[str, str]] = {
    "voices.title": ("语音", "Voices"),
    "voices.intro": (
        "来电者、客户和同事在电话里听到的每一句话。点文字就能试听。",
        "Every sentence that callers, customers and colleagues hear on the telephone. Choose one to listen.",
    ),
    "voices.find": ("查找文字", "Find words"),
    "voices.find.go": ("查找", "Find"),
    "voices.find.none": ("没有哪一句里有“{find}”。", "No sentence has “{find}” in it."),
    "voices.more": (
        "另外还有 {count} 条，请把查找的文字写长一些。",
        "{count} more: write more of what you look for.",
    ),
    "voices.replace": ("更换", "Replace"),
    "voices.replace.of": ("更换：{text}", "Replace: {text}"),
    "voices.look": ("详情", "Details"),
    "voices.look.of": ("详情：{text}", "Details: {text}"),
    "voices.replaced": ("已更换", "Replaced"),
    "voices.rendered": ("已合成", "Rendered"),
    "voices.by": ("{who}，{when}", "{who}, {when}"),
    "voices.none": ("没有语音", "No voice"),
    "voices.play.failed": (
        "这段语音放不出来，请刷新页面再试。",
        "This cannot be played. Reload the page and try again.",
    ),
    "voices.here": ("各处的语音", "Voices by where they are heard"),
    # what has no voice yet
    "voices.silent.title": ("还没有语音的文字", "Words that have no voice yet"),
    "voices.silent.reason": (
        "来电者听到通用说法（“今天暂停人工接听”），听不到这个原因。",
        "callers hear the general words (“nobody can answer calls today”) and not this reason.",
    ),
    "voices.silent.name": (
        "同事接听时，由运营商的机器声音念出。",
        "colleagues who are rung hear it read by the carrier's machine.",
    ),
    "voices.silent.override": ("日程中的第 {number} 条临时调整", "Override {number} of the schedule"),
    "voices.silent.notice": ("公告《{title}》", "Notice “{title}”"),
    "voices.silent.hotline": ("热线 {number} 的名称", "Name of hotline {number}"),
    "voices.silent.upload.zh": ("上传中文语音", "Upload Chinese"),
    "voices.silent.upload.en": ("上传英文语音", "Upload English"),
    "voices.colon": ("：", ": "),
    "voices.head.zh": ("中文来电者听到", "Heard in a Chinese call"),
    "voices.head.en": ("英文来电者听到", "Heard in an English call"),
    "voices.engine.ready": (
        "语音引擎已就绪：发布后大约一分钟内自动合成，声音与其他语音相同。",
        "The speech engine is ready: what is published is rendered within about a minute, in the same voice.",
    ),
    "voices.engine.none": (
        "没有安装语音引擎：请上传语音，或请管理员在服务器上运行",
        "There is no speech engine: upload a voice, or ask the administrator to run on the server",
    ),
    "voices.reason.title": ("为准备发布的原因上传语音", "A voice for a reason you are about to publish"),
    "voices.reason.text": ("原因，例如：空调维修", "The reason, such as: air-conditioning repair"),
    "voices.reason.language": ("语言", "Language"),
    "voices.reason.go": ("下一步", "Next"),
    "voices.zh": ("中文", "Chinese"),
    "voices.en": ("英文", "English"),
    # one piece
    "voices.back-to-all": ("全部语音", "All voices"),
    "voices.where": ("在哪里听到", "Where it is heard"),
    "voices.now": ("现在听到的", "What is heard now"),
    "voices.now.none": (
        "没有语音：来电者听到的是通用说法，不会念出这个原因。",
        "No voice: callers hear the general words and not this reason.",
    ),
    "voices.now.machine": (
        "没有语音：由运营商的机器声音念出。",
        "No voice: the carrier's machine reads it.",
    ),
    "voices.listen": ("试听", "Listen"),
    "voices.origin.ships": ("系统自带的语音", "The voice that ships with the system"),
    "voices.origin.upload": ("{who}上传，{when}", "Uploaded by {who}, {when}"),
    "voices.origin.rendered": ("语音引擎合成，{when}", "Rendered by the speech engine, {when}"),
    "voices.origin.back": (
        "{who}恢复为系统自带的语音，{when}",
        "{who} went back to the voice that ships, {when}",
    ),
    "voices.origin.silent": ("{who}停用了语音，{when}", "{who} took the voice away, {when}"),
    "voices.upload.title": ("更换这段语音", "Replace this voice"),
    "voices.upload.hint": (
        "WAV 或 MP3，最大 5 MB、60 秒。系统会裁掉首尾静音、统一音量并转成电话音质。",
        "WAV or MP3, at most 5 MB and 60 seconds. Silence at both ends is cut off, loudness evened, "
        "and the sound brought to telephone quality.",
    ),
    "voices.upload.says": ("录音里请说：", "The recording should say:"),
    "voices.upload.file": ("录音文件", "Recording"),
    "voices.upload.note": ("说明（可不填）", "Note (optional)"),
    "voices.upload.go": ("上传并启用", "Upload and use"),
    "voices.upload.effect": (
        "下一通来电就会听到新语音，正在通话的不受影响。",
        "The next caller hears it; calls in progress do not change.",
    ),
    "voices.history": ("更换记录", "What was changed"),
    "voices.history.none": ("从来没有更换过。", "It was never replaced."),
    "voices.back.to": ("用回这段", "Use this again"),
    "voices.back.ships": ("恢复系统自带的语音", "Go back to the voice that ships"),
    "voices.back.none": ("停用语音，改用通用说法", "Take it away: general words again"),
    "voices.number": ("版本 {number}", "Version {number}"),
    "voices.current": ("正在使用", "In use"),
    "voices.told.replaced": (
        "已启用：从下一通来电起听到新语音。请试听一遍。",
        "In use: the next caller hears it. Listen to it once yourself.",
    ),
    "voices.told.back": ("已换回：从下一通来电起生效。", "Gone back: the next caller hears it."),
    "voices.bad.none": ("请先选择一个录音文件。", "Choose a recording first."),
    "voices.bad.empty": ("这个文件是空的。", "This file is empty."),
    "voices.bad.large": (
        "这个文件超过 5 MB，请剪短，或存成 MP3 再上传。",
        "This file is larger than 5 MB. Cut it, or save it as MP3.",
    ),
    "voices.bad.strange": (
        "这个文件不是 WAV 也不是 MP3，请用录音软件另存为其中一种。",
        "This file is neither a WAV nor an MP3. Save it as one of them.",
    ),
    "voices.bad.damaged": (
        "这个文件已损坏，读不出声音，请重新导出一次。",
        "This file is damaged: no sound can be read from it. Export it again.",
    ),
    "voices.bad.ffmpeg": (
        "服务器上没有安装 ffmpeg，读不了这种文件；请上传 16 位 PCM 的 WAV。",
        "The server has no ffmpeg to read this kind of file. Upload a WAV of 16 bits (PCM).",
    ),
    "voices.bad.long": ("录音超过 60 秒，请剪短再上传。", "The recording is longer than 60 seconds. Cut it."),
    "voices.bad.short": (
        "录音太短，听不出说了什么。",
        "The recording is too short for anything to be said in it.",
    ),
    "voices.bad.silent": (
        "录音里听不到声音，请检查话筒后重录。",
        "Nothing can be heard in the recording. Check the microphone.",
    ),
    "voices.bad.store": (
        "录音没有存下来：存储暂时不可用，原来的语音没有变。请稍后再试。",
        "The recording was not kept: the storage cannot be used now. Nothing has changed; try again later.",
    ),
    "voices.bad.back": (
        "没有可以换回的语音，可能刚被同事改过。请看最新的记录。",
        "There is nothing to go back to; perhaps a colleague has just changed it. Look at what was changed.",
    ),
    # dates and numbers
    "voices.numbers": ("日期、时间和数字", "Dates, times and numbers"),
    "voices.numbers.count": ("{count} 段", "{count} pieces"),
    "voices.numbers.open": ("打开列表", "Open the list"),
    "voices.numbers.page": ("第 {page} 页，共 {last} 页", "Page {page} of {last}"),
    "voices.numbers.before": ("上一页", "Back"),
    "voices.numbers.next": ("下一页", "Next"),
    # where each is heard
    "voices.group.greetings": ("接通时", "When a call is answered"),
    "voices.where.greetings": (
        "三条热线接通后的第一句话、换语言的提示和录音告知。",
        "The first words on each hotline, how to change the language, and the notice that calls are recorded.",
    ),
    "voices.group.menu": ("主菜单", "Main menus"),
    "voices.where.menu": (
        "开放时间内，问候语之后；三条热线各一段。",
        "After the greeting while the hotline is open; one for each of the three.",
    ),
    "voices.group.end": ("结束语", "Last words"),
    "voices.where.end": (
        "通话结束前，以及拨到不是热线的号码时。",
        "Before a call ends, and for a number that is no hotline.",
    ),
    "voices.group.closed": ("无人接听时段", "While nobody answers"),
    "voices.where.closed": (
        "83183333 在开放时间以外：为什么、到什么时候、可以怎么办。",
        "83183333 outside its hours: why, until when, and what can be done meanwhile.",
    ),
    "voices.group.keys": ("按键不对或没有按键", "No key, or a wrong one"),
    "voices.where.keys": (
        "任何菜单里，按错键或没有按键时。",
        "In every menu, after a wrong key or none.",
    ),
    "voices.group.transfer": ("转接", "Putting through"),
    "voices.where.transfer": (
        "转给坐席或另一条热线之前。",
        "Before a call goes to an agent or to another hotline.",
    ),
    "voices.group.line": ("排队等候", "Waiting in line"),
    "voices.where.line": (
        "坐席都忙时：前面有几位、可以留言或由我们回拨。",
        "While all agents are busy: how many are ahead, and the choice of a message or a callback.",
    ),
    "voices.group.duty-line": ("7×24 热线呼叫值班人员", "Ringing duty staff on the 7×24 lines"),
    "voices.where.duty-line": (
        "83182222 和 36383666：第二轮呼叫时，以及无人接听、列为紧急之后。",
        "83182222 and 36383666: in the second round of ringing, and when nobody took it and it became urgent.",
    ),
    "voices.group.incident": ("大面积故障", "Incidents"),
    "voices.where.incident": (
        "故障通报期间，菜单之前；以及恢复之后通知登记的客户时。",
        "Before the menu while an incident is reported, and when everybody who registered is told that it is over.",
    ),
    "voices.group.message": ("留言", "Leaving a message"),
    "voices.where.message": (
        "提示音前后：怎样留言、试听和重录。",
        "Before and after the tone: what to say, hearing it again, recording it again.",
    ),
    "voices.group.broken": ("系统出错时", "When something broke"),
    "voices.where.broken": (
        "系统暂时有问题时的道歉，之后可以留言。",
        "The apology when the system has a problem; a message can be left after it.",
    ),
    "voices.group.matter": ("补充已有的事项", "Adding to a matter in hand"),
    "voices.where.matter": (
        "来电者已有一件事在处理时，问这次留言是不是同一件。",
        "When a caller has a matter in hand: whether the message belongs to it.",
    ),
    "voices.group.promise": ("受理编号和回电承诺", "Reference and promise"),
    "voices.where.promise": (
        "留言之后：受理编号、什么时候、用哪个号码回电。",
        "After a message: the reference, by when and from which number we call.",
    ),
    "voices.group.number": ("回电号码", "Number to call"),
    "voices.where.number": (
        "请来电者输入或确认回电号码时。",
        "When the caller keys in or confirms the number to be called.",
    ),
    "voices.group.lookup": ("查询和催办", "Looking up and pressing"),
    "voices.where.lookup": (
        "凭受理编号查询、催办、补充或办结时。",
        "When a caller looks up a reference, presses for it, adds to it or closes it.",
    ),
    "voices.group.duty": ("坐席和值班人员", "Agents and duty staff"),
    "voices.where.duty": (
        "坐席或值班人员的电话响起、接听之后听到的。",
        "What agents and duty staff hear when their own telephone rings and they pick up.",
    ),
    "voices.group.customer": ("回拨客户", "Customers we call back"),
    "voices.where.customer": (
        "客户接起我们的回电时，坐席接入之前。",
        "When a customer answers our call, before the agent joins.",
    ),
    "voices.group.rating": ("评价", "Rating"),
    "voices.where.rating": (
        "为回电后请客户评价准备的，目前还没有启用。",
        "Prepared for customers to rate a call; not in use yet.",
    ),
    "voices.group.office": ("应急操作电话", "Changing the hours by telephone"),
    "voices.where.office": (
        "主管打进来、按密码进入应急操作之后听到的。",
        "What supervisors hear who ring in and, with their PIN, act in an emergency.",
    ),
    "voices.group.pocket": ("电话值班台", "The desk in a pocket"),
    "voices.where.pocket": (
        "同事打进来、输入密码之后：值班任务、交接班。",
        "What colleagues hear who ring in with their PIN: tasks, taking duty over and handing it over.",
    ),
    "voices.group.reporting": ("电话通报故障", "Reporting an incident by telephone"),
    "voices.where.reporting": (
        "同事用电话通报、更新、结束大面积故障时。",
        "When a colleague reports, updates or closes an incident by telephone.",
    ),
    "voices.group.typed": ("主管填写的原因和名称", "Reasons and names that supervisors typed"),
    "voices.where.typed": (
        "临时调整和休市公告里的原因，在 83183333 无人接听时播报；热线名称，在同事接听时播报。",
        "Reasons of overrides and notices, heard on 83183333 while nobody answers; names of hotlines, heard by "
        "colleagues who are rung.",
    ),
    "voices.group.numbers": ("日期、时间和数字", "Dates, times and numbers"),
    "voices.where.numbers": (
        "拼进各处的句子：什么时候恢复、什么时候回电、编号、号码、排位。",
        "Within sentences everywhere: when we reopen, when we call, references, telephone numbers, places in line.",
    ),
}
