"""Every word of the console, in Chinese and English. Chinese as a colleague would say it.

Templates ask by key: `t("act.claim")`, `t("queue.next", hotline=…, when=…)`. A test finds every key that a template
or a module uses, so that none is missing in either language.
"""

from ivr.web.console.aftercare_words import AFTERCARE
from ivr.web.console.audit_words import AUDIT
from ivr.web.console.contacts_words import CONTACTS
from ivr.web.console.conversation_words import CONVERSATIONS
from ivr.web.console.digests_words import DIGESTS
from ivr.web.console.duty_words import DUTY
from ivr.web.console.handing_words import HANDING
from ivr.web.console.history_words import HISTORY
from ivr.web.console.hours.words import HOURS
from ivr.web.console.incident_words import INCIDENT
from ivr.web.console.keys_words import KEYS
from ivr.web.console.me_words import ME
from ivr.web.console.people_words import PEOPLE
from ivr.web.console.phone_words import PHONE
from ivr.web.console.privacy.words import PRIVACY
from ivr.web.console.queue_words import QUEUE
from ivr.web.console.reports.words import REPORTS
from ivr.web.console.severity_words import SEVERITY
from ivr.web.console.times import Language
from ivr.web.console.transcript_words import TRANSCRIPTS
from ivr.web.console.triage_words import TRIAGE

WORDS: dict[str, tuple[str, str]] = {
    "product": ("深证通 · 电话前台", "SSCC · Front desk"),
    "skip": ("跳到内容", "Skip to content"),
    # the frame
    "nav.queue": ("队列", "Queue"),
    "nav.done": ("已完成", "Done"),
    "nav.people": ("人员", "People"),
    "nav.manage": ("管理", "Manage"),
    "nav.main": ("主导航", "Main"),
    "me.menu": ("个人设置", "Your settings"),
    "me.language": ("语言 Language", "Language 语言"),
    "me.theme": ("外观", "Appearance"),
    "theme.system": ("跟随系统", "System"),
    "theme.light": ("浅色", "Light"),
    "theme.dark": ("深色", "Dark"),
    "me.sign-out": ("退出", "Sign out"),
    "me.phone": ("电话 {phone}", "Telephone {phone}"),
    "me.no-phone": ("没有登记电话，不能接听和回拨", "No telephone: you cannot take calls or ring back"),
    "presence": ("接听状态", "Presence"),
    "presence.available": ("可接听", "Available"),
    "presence.away": ("离开", "Away"),
    "role.agent": ("坐席", "Agent"),
    "role.supervisor": ("主管", "Supervisor"),
    "role.auditor": ("审计", "Auditor"),
    "role.admin": ("管理员", "Administrator"),
    "net.lost": (
        "连接中断，正在重试。页面上的内容可能不是最新的。",
        "Connection lost, trying again. What you see may be out of date.",
    ),
    "net.unsent": (
        "连接中断，刚才的操作没有送出。连上后请再做一次，写的内容还在。",
        "Connection lost: what you just did was not sent. Do it again once it is back; what you wrote is still there.",
    ),
    "net.back": (
        "已经连上，刚才的操作没有送出。请再做一次，写的内容还在。",
        "Connected again. What you did was not sent: do it once more; what you wrote is still there.",
    ),
    "net.failed": (
        "刚才的操作没有完成，请刷新页面看看最新情况。",
        "That did not work. Reload the page to see how things stand.",
    ),
    # signing in
    "signin.title": ("登录", "Sign in"),
    "signin.name": ("用户名", "Name"),
    "signin.password": ("密码", "Password"),
    "signin.go": ("登录", "Sign in"),
    "signin.wrong": ("用户名或密码不对。", "Wrong name or password."),
    "signin.locked": (
        "失败次数过多，{until} 以后再试，或请管理员重设密码。",
        "Too many failures: try again after {until}, or ask an administrator for a new password.",
    ),
    "signin.expired": (
        "超过 30 分钟没有操作，已自动退出。请重新登录。",
        "You were signed out after 30 minutes without activity. Sign in again.",
    ),
    "signin.nobody.before": (
        "还没有用户，先在服务器上添加第一位：",
        "There are no users yet. Add the first on the server:",
    ),
    "signin.about": (
        "三条服务热线的语音留言与回拨。",
        "Voice messages and callbacks of three service hotlines.",
    ),
    "privacy.link": ("录音与个人信息说明", "Recording and privacy notice"),
    # the queue
    "queue.title": ("队列", "Queue"),
    "queue.mine": ("我的", "Mine"),
    "queue.urgent": ("紧急", "Urgent"),
    "queue.today": ("今天到期", "Due today"),
    "queue.later": ("以后", "Later"),
    "queue.undecided": ("待主管决定", "To be decided"),
    "queue.empty": ("没有要回的电话。", "Nobody is waiting for a call."),
    "queue.next": ("{hotline}{when}开放。", "{hotline} opens {when}."),
    "queue.all-open": ("热线都开放着。", "The hotlines are open."),
    "queue.more": ("只显示最先到期的 {shown} 条。", "Only the {shown} that come first are shown."),
    "queue.find": ("受理编号、单位、姓名或号码末四位", "Reference, firm, name, last 4 digits"),
    "queue.choose": ("从左边选一条，听留言、回电话。", "Choose one on the left to listen and ring back."),
    "queue.messages": ("{n} 条留言", "{n} messages"),
    "queue.urged": ("催过 {n} 次", "urged {n}×"),
    "done.title": ("已完成", "Done"),
    "done.empty": ("还没有已完成的任务。", "Nothing is done yet."),
    # a due time
    "due.overdue": ("逾期 {span}", "{span} late"),
    "due.since": ("逾期 {day}", "since {day}"),
    "due.just": ("刚到期", "just late"),
    "due.title": ("应回时间 {at}", "Due {at}"),
    "due.title.left": ("应回时间 {at}，{left}", "Due {at}, {left}"),
    # states
    "state.waiting": ("待认领", "Waiting"),
    "state.claimed": ("已认领", "Claimed"),
    "state.ringing": ("正在回拨", "Ringing"),
    "state.retry": ("等待再拨", "To be rung again"),
    "state.resolved": ("已解决", "Resolved"),
    "state.unreachable": ("联系不上", "Unreachable"),
    "state.closed": ("已关闭", "Closed"),
    "state.urgent": ("紧急", "Urgent"),
    "state.pretended": ("演练", "Drill"),
    "outcome.reached": ("已接通", "Reached"),
    "outcome.no-answer": ("没人接", "No answer"),
    "outcome.busy": ("占线", "Busy"),
    "outcome.switched-off": ("关机", "Switched off"),
    "outcome.wrong-number": ("号码不对", "Wrong number"),
    "outcome.call-later": ("改约时间", "Call later"),
    "topic.business": ("业务咨询", "Business"),
    "topic.technical": ("技术咨询", "Technical"),
    "topic.enquiry": ("咨询", "Enquiry"),
    "topic.fault": ("故障", "Fault"),
    "topic.line": ("网络专线", "Leased line"),
    "topic.satellite": ("卫星通信", "Satellite"),
    "topic.test": ("专项测试", "Special test"),
    "topic.service": ("服务请求", "Service request"),
    "topic.equipment": ("设备故障", "Equipment"),
    "topic.complaint": ("投诉建议", "Complaint"),
    # what is owed
    "owed.during": ("{occasion}期间{what}", "{what} during {occasion}"),
    "owed.night": ("非工作时间{what}", "{what} outside service hours"),
    "owed.weekend": ("周末{what}", "{what} at the weekend"),
    "owed.at": ("{when} {what}", "{what} {when}"),
    "owed.message": ("留言", "Message left"),
    "owed.callback": ("要求回拨", "Call asked for"),
    "owed.call": ("来电", "Call"),
    "owed.other": ("需求", "Request"),
    "owed.not-told": ("登记的故障已恢复，没能通知到", "Not told that the incident is over"),
    "owed.still-broken": ("通报的故障恢复后仍有问题", "Still affected after the incident"),
    "owed.promise": ("{head}，承诺{due}前回电", "{head}, promised a call by {due}"),
    "owed.overdue": ("已逾期 {span}", "now {span} late"),
    "owed.left": ("还有 {span}", "{span} left"),
    "owed.left.opening": ("服务时间内还有 {span}", "{span} of opening time left"),
    "owed.retry": ("{when}再拨", "to be rung again {when}"),
    "owed.retry.nth": ("{when}再拨，第 {n} 次", "to be rung again {when}, try {n}"),
    "owed.done": ("{head}，{when}{state}", "{head}, {state} {when}"),
    # the task
    "task.gone": (
        "这条任务已经转走，不再归你的值班席处理。",
        "This task has moved on: it is no longer for your desk.",
    ),
    "task.back": ("返回队列", "Back to the queue"),
    "task.held-by": ("{who} 已认领", "Claimed by {who}"),
    "task.held-by-me": ("你已认领，{until} 前有效", "Yours until {until}"),
    "task.messages": ("语音留言", "Messages"),
    "task.no-message": ("来电人没有留言。", "The caller left no message."),
    "task.history": ("经过", "History"),
    "task.verified": ("已核验", "Verified"),
    "task.verified.title": (
        "每条记录都与前一条相连，没有被改动或删除。",
        "Each entry is chained to the one before: none was changed or removed.",
    ),
    "task.forged": ("核验不通过", "Not verified"),
    "task.forged.title": (
        "记录链已断开：可能被改动或删除，请报告审计人员。",
        "The chain is broken: an entry may have been changed or removed. Tell an auditor.",
    ),
    "task.about": ("投诉对象", "About"),
    "task.attempts": ("已回拨 {n} 次", "Rung {n} times"),
    "task.attempts.1": ("已回拨 1 次", "Rung once"),
    "task.kept-place": (
        "排队中选择回拨，保留原来的位置",
        "Chose a callback while in line, and keeps the place",
    ),
    "task.look-only": ("审计角色只能查看。", "Your role looks on."),
    # acts
    "act.claim": ("认领", "Claim"),
    "act.release": ("放回队列", "Give back"),
    "act.ring": ("回拨", "Ring back"),
    "act.ring.title": (
        "先响你的电话，按 1 后再接通客户",
        "Rings your telephone first, then the customer when you press 1",
    ),
    "act.ring.closed": ("现在不在服务时间", "The hotline is closed"),
    "act.ring.quiet": ("22:00 到 8:00 不打扰客户", "Customers are not rung from 22:00 to 8:00"),
    "act.ring.reason": ("{why}，仍要回拨请写明原因", "{why}: to ring all the same, say why"),
    "act.ring.reason.hint": ("例如：客户要求晚上回电", "Such as: the customer asked for an evening call"),
    "act.outcome": ("回拨结果", "Outcome"),
    "act.later.at": ("改约到", "Call at"),
    "act.note": ("记备注", "Add note"),
    "act.note.label": ("备注", "Note"),
    "act.note.hint": (
        "写给同事看：客户说了什么，接下来做什么。",
        "For colleagues: what was said, what comes next.",
    ),
    "act.resolve": ("已解决", "Resolve"),
    "act.dispatch": ("派单", "Dispatch"),
    "act.dispatch.to": ("派给", "Dispatch to"),
    "act.dispatch.choose": ("选择部门…", "Choose a desk…"),
    "act.reopen": ("重新打开", "Reopen"),
    "act.urge": ("催办", "Urge"),
    "act.urge.title": ("记一次客户催办", "The customer pressed for it: count it"),
    "act.close": ("关闭", "Close"),
    "act.reveal": ("显示号码", "Show number"),
    "act.reveal.title": ("查看会记入经过", "Looking is written into the history"),
    # acts that were done
    "done.ring": (
        "你的电话就要响了：接听后按 1，再接通客户。",
        "Your telephone is about to ring: answer, press 1, and the customer is rung.",
    ),
    # refusals
    "no.held": (
        "{who} 已认领这条任务，放回队列后才能操作。",
        "{who} holds this task: it is theirs until they give it back.",
    ),
    "no.claim-first": ("请先认领这条任务。", "Claim the task first."),
    "no.ringing": (
        "正在回拨，请等通话结束。",
        "It is being rung just now: wait until the call is over.",
    ),
    "no.done": ("这条任务{state}，需要的话先重新打开。", "This task is {state}: reopen it first."),
    "no.gone": (
        "这条任务刚刚有了变化，请看看最新情况。",
        "This task has just changed: look at how it stands now.",
    ),
    "no.taken": ("{who} 先认领了这条任务。", "{who} was quicker: the task is theirs."),
    "no.supervisor": ("这一步由主管决定。", "This is for a supervisor to decide."),
    "no.note": ("请写一句备注。", "Write a note first."),
    "no.note-long": (
        "写了 {long} 字，最多 {most} 字，请删短再记。写的内容都还在。",
        "That is {long} characters, and {most} are the most: shorten it. All you wrote is still there.",
    ),
    "no.desk": ("请选择派给哪个部门。", "Choose the desk it goes to."),
    "no.time": ("请填写改约的时间，而且要晚于现在。", "Give the time to call at, later than now."),
    "no.later-closed": (
        "那时热线不开放，没有人能回电，请换个时间。",
        "The hotline is closed then, and nobody would be there to ring: choose another time.",
    ),
    "no.later-until": (
        "那时热线不开放，没有人能回电，最早可以约在{when}。",
        "The hotline is closed then, and nobody would be there to ring: the soonest is {when}.",
    ),
    "no.later-far": (
        "改约最远到一年以后，请看看年份。",
        "A year from now is the furthest: look at the year.",
    ),
    "no.phone": (
        "你没有登记电话，请管理员用 ivr users 登记后再回拨。",
        "You have no telephone here: ask an administrator to enter its number.",
    ),
    "no.number": ("这条任务没有可以回拨的号码。", "This task has no number to ring."),
    "no.attempt": (
        "还没有回拨过，没有结果可记。",
        "Nobody has been rung yet: there is no outcome to record.",
    ),
    "no.your-phone-busy": (
        "你的电话正为另一条任务响着，先处理完那一条。",
        "Your telephone is already ringing for another task: finish that one first.",
    ),
    "no.reason": (
        "现在不在回拨时间内，请写明原因再回拨。",
        "It is outside the hours for ringing customers: give a reason, and it is kept with the task.",
    ),
    "no.carrier": (
        "电话没有拨出去：线路暂时不可用，请稍后再试。",
        "The call was not placed: the line is not available just now. Try again shortly.",
    ),
    "no.other": ("现在不能这样做：{why}", "{why}"),
    # who it is
    "who.title": ("来电人", "Caller"),
    "who.caller": ("来电号码", "Rang from"),
    "who.extension": ("分机", "Extension"),
    "who.hidden": ("未显示号码", "Number withheld"),
    "who.language": ("语言", "Language"),
    "who.zh": ("普通话", "Mandarin"),
    "who.en": ("英语", "English"),
    "who.hotline": ("拨打热线", "Dialled"),
    "who.since": ("来电时间", "Rang"),
    "who.others": ("其他任务", "Other tasks"),
    "who.no-others": ("没有其他任务。", "No other tasks."),
    # a message
    "message.n": ("第 {n} 条", "Message {n}"),
    "message.taking": ("正在录音。", "Being recorded."),
    "message.arrived": (
        "录音正在取回，取到后自动出现。",
        "The audio is on its way and will appear by itself.",
    ),
    "message.empty": ("没有录到声音。", "Nothing was recorded."),
    "message.failed": ("录音没有取回：{reason}", "The audio could not be fetched: {reason}"),
    "message.purged": ("录音已按保存期限删除。", "The audio was erased when its time was up."),
    "message.no-speech": (
        "没有听到说话声，录音照样可以播放。",
        "Nobody seems to speak in it; you can listen all the same.",
    ),
    "message.original": ("原始录音", "Original audio"),
    "player.play": ("播放", "Play"),
    "player.pause": ("暂停", "Pause"),
    "player.seek": ("播放位置", "Position"),
    "player.speed": ("播放速度", "Speed"),
    "player.failed": (
        "播放不了这段录音，请稍后再试。",
        "This recording cannot be played just now. Try again shortly.",
    ),
    # people
    "people.title": ("人员", "People"),
    "people.name": ("用户名", "Name"),
    "people.display": ("姓名", "Display name"),
    "people.role": ("角色", "Role"),
    "people.desks": ("值班席/部门", "Desks"),
    "people.phone": ("电话", "Telephone"),
    "people.mobile": ("手机", "Mobile"),
    "people.pin": ("电话密码", "PIN"),
    "people.pin.set": ("已设", "Set"),
    "people.state": ("状态", "State"),
    "people.active": ("在用", "Active"),
    "people.left": ("已停用", "Left"),
    # trouble
    "error.home": ("回到首页", "To the first page"),
    "error.400": ("请求不完整，或者页面已经过期。", "The request was incomplete, or the page was too old."),
    "error.400.do": ("返回上一页，刷新后再试。", "Go back, reload the page and try again."),
    "error.403": ("你的角色不能做这件事。", "Your role does not allow this."),
    "error.403.do": (
        "需要的话，请联系主管或管理员。",
        "If you need it, ask a supervisor or an administrator.",
    ),
    "error.404": (
        "没有这个页面，或者不归你的值班席处理。",
        "There is no such page, or it is not for your desk.",
    ),
    "error.404.do": ("检查受理编号，或回到队列。", "Check the reference, or go back to the queue."),
    "error.405": ("这个地址不能直接打开。", "This address cannot be opened directly."),
    "error.405.do": ("从队列重新进入。", "Start again from the queue."),
    "error.409": ("现在不能这样做。", "This is not possible just now."),
    "error.409.do": ("返回上一页，看看最新情况。", "Go back and look at how things stand."),
    "error.413": ("提交的内容太大。", "Too much was sent."),
    "error.413.do": ("备注请控制在 4000 字以内。", "Keep notes under 4,000 characters."),
    "error.416": ("没有这一段录音。", "There is no such part of the recording."),
    "error.416.do": ("刷新页面后重新播放。", "Reload the page and play it again."),
    "error.500": ("系统出了问题，已经记入日志。", "Something broke, and the log has it."),
    "error.500.do": (
        "稍后再试；仍然不行，请把时间告诉管理员。",
        "Try again shortly; if it stays so, tell an administrator the time.",
    ),
    **AUDIT,
    **PHONE,
    **DIGESTS,
    **DUTY,
    **AFTERCARE,
    **HISTORY,
    **CONVERSATIONS,
    **INCIDENT,
    **HOURS,
    **KEYS,
    **QUEUE,
    **TRIAGE,
    **CONTACTS,
    **TRANSCRIPTS,
    **ME,
    **PEOPLE,
    **PRIVACY,
    **HANDING,
    **REPORTS,
    **SEVERITY,
}


def say(language: Language, key: str, **facts: object) -> str:
    """The words for `key` with the facts filled in; KeyError for a key that does not exist."""
    zh, en = WORDS[key]
    return (zh if language == "zh" else en).format(**facts)
