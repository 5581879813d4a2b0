"""The words of `draft`, in Chinese and English."""

from ivr.web.console.hours.draft_words_form import FORM

DRAFT: dict[str, tuple[str, str]] = {
    **FORM,
    "draft.title": ("编辑开放时间", "Edit the hours"),
    "draft.text": ("schedules.yaml 全文", "The text of schedules.yaml"),
    "draft.mine": ("你的草稿", "Your draft"),
    "draft.began": ("从第 {number} 号开始改", "Begun from number {number}"),
    "draft.check": ("检查", "Check"),
    "draft.publish": ("发布…", "Publish…"),
    "draft.reset": ("放弃修改", "Discard changes"),
    "draft.reset.sure": ("再按一次，放弃全部修改", "Press again to discard everything"),
    "draft.line": ("第 {n} 行", "Line {n}"),
    "draft.problems": ("要改好的地方", "What has to be mended"),
    "draft.state.problems": (
        "有 {n} 处写错，改好才能发布",
        "{n} mistakes to mend before it can be published",
    ),
    "draft.state.problems.1": ("有 1 处写错，改好才能发布", "1 mistake to mend before it can be published"),
    "draft.state.same": ("和现在生效的第 {number} 号一样", "The same as number {number}, which is in force"),
    "draft.state.changes": (
        "没有错误 · 十四天里 {days} 天会变 · {moves} 个回电时间会变",
        "No mistakes · days that change within fourteen: {days} · call-backs that move: {moves}",
    ),
    "draft.state.warnings": ("{n} 处值得看一眼", "{n} things worth a look"),
    "draft.state.warnings.1": ("1 处值得看一眼", "1 thing worth a look"),
    "draft.state.meanwhile": (
        "{who} 刚发布了第 {number} 号",
        "{who} has published number {number} in the meantime",
    ),
    "draft.state.see": ("看看改了什么", "See what changed"),
    "draft.warnings": ("值得看一眼", "Worth a look"),
    "draft.unspoken": ("还没有录音的话", "Words without a clip"),
    "draft.unspoken.hint": (
        "发布以后，来电者先听到通用的说法；到“语音”页上传录音，就按你写的说。",
        "Once published, callers hear the general words; upload a clip under Voices and they hear yours.",
    ),
    "draft.language.zh": ("中文", "Chinese"),
    "draft.language.en": ("英文", "English"),
    "draft.moves": ("会变的回电时间", "Call-backs that move"),
    "draft.moves.none": ("答应过的回电时间都不变。", "Every promised call-back stays where it is."),
    "draft.outcome.wait": (
        "改好写错的地方，这里会显示十四天的变化、会变的回电时间和值得看一眼的事。",
        "Once the mistakes are mended, the coming days, promises that move and things worth a look stand here.",
    ),
    "draft.too-large": (
        "这份文本太大了，没有发出去；请只保留还用得着的内容，上限 256 KB。文字都还在这里。",
        "This text is too large and was not sent: keep only what is still needed, 256 kB at most. "
        "Everything is still here.",
    ),
    "draft.expired": (
        "登录已过期。写的都留在这台电脑上，重新登录后可以接着改。",
        "You have been signed out. What you wrote is kept on this computer; sign in again to go on.",
    ),
    "draft.expired.sign-in": ("重新登录", "Sign in again"),
    "draft.unfinished": ("正在按你改的更新…", "Bringing it up to date…"),
    "draft.kept": ("上次没发布的修改还在。", "Your unpublished changes are still here."),
    "draft.kept.take": ("接着改", "Go on with them"),
    "draft.kept.drop": ("不要了", "Discard"),
    "draft.published": ("已发布，第 {number} 号现在生效。", "Published: number {number} is in force."),
    "draft.published.see": ("看这一号", "See it"),
    "draft.published.told": ("要告诉哪些客户", "Which customers to tell"),
    "draft.publish.problems": (
        "还有写错的地方，没有发布。写的都在下面。",
        "There are mistakes, so nothing was published. What you wrote is below.",
    ),
    "draft.publish.same": (
        "和现在生效的一字不差，不用发布。",
        "It is word for word what is in force: there is nothing to publish.",
    ),
    "draft.publish.no-note": (
        "请写一句为什么改，以后查起来才明白。",
        "Say in a few words why, so that others understand later.",
    ),
    "draft.confirm.title": ("发布之前，看一眼", "Before it is published"),
    "draft.confirm.sum": (
        "发布后立即生效：未来十四天里 {days} 天会变，{moves} 个回电时间会变。通话中的来电按原来的走完。",
        "It takes effect at once: days that change within the next fourteen: {days}; call-backs that move: {moves}. "
        "Calls in progress end as they began.",
    ),
    "draft.confirm.warnings": (
        "另有 {n} 处值得看一眼，列在下面。",
        "{n} things are worth a look; they are below.",
    ),
    "draft.confirm.warnings.1": ("另有 1 处值得看一眼，列在下面。", "1 thing is worth a look; it is below."),
    "draft.confirm.note": ("为什么改（必填）", "Why (required)"),
    "draft.confirm.note.hint": ("例如：周四系统演练", "For example: system drill on Thursday"),
    "draft.confirm.do": ("发布", "Publish"),
    "draft.confirm.back": ("回去接着改", "Back to editing"),
    "draft.conflict.title": ("有人先发布了", "Somebody published first"),
    "draft.conflict.who": (
        "{who} {when} 发布了第 {number} 号（{note}），而你是从第 {base} 号开始改的。"
        "什么都没有发布，你写的一个字也没丢。",
        "{who} published number {number} {when} ({note}), and you began with number {base}. "
        "Nothing was published, and nothing you wrote is lost.",
    ),
    "draft.conflict.clean": (
        "你们改的不是同一处：继续的话，你的 {carried} 处修改会带到新版上，再由你检查和发布。",
        "You did not touch the same lines: going on carries your changes ({carried}) over, "
        "for you to check and publish.",
    ),
    "draft.conflict.left": (
        "有 {n} 处你们改到了一起：继续的话，那里保留对方的写法，你的写法列在页面上方；"
        "另外 {carried} 处会带过去。",
        "In some places ({n}) you touched the same lines: going on keeps theirs there and lists yours above the text; "
        "the others ({carried}) are carried over.",
    ),
    "draft.conflict.left.all": (
        "你们改到了一起（{n} 处）：继续的话，那里保留对方的写法，你的写法列在页面上方，由你加回去。",
        "You touched the same lines (places: {n}): going on keeps theirs and lists yours above the text, "
        "for you to put back.",
    ),
    "draft.conflict.go-on": ("在第 {number} 号上继续", "Go on from number {number}"),
    "draft.conflict.theirs": ("{who} 改了什么", "What {who} changed"),
    "draft.conflict.mine": ("你改了什么", "What you changed"),
    "draft.merged": (
        "现在是在第 {number} 号上继续，你的 {n} 处修改已经带过来。请检查后再发布。",
        "You go on from number {number}; your changes ({n}) are carried over. Check them, then publish.",
    ),
    "draft.merged.none": ("现在是在第 {number} 号上继续。", "You go on from number {number}."),
    "draft.merged.left": (
        "下面这些和对方改到了一起，没有带过来，要的话请自己加回去：",
        "These touched the same lines and were left out; put them back yourself if they are still wanted:",
    ),
    "draft.merged.removed": (
        "（删去了原来的第 {first}–{last} 行）",
        "(removed the former lines {first}–{last})",
    ),
    "draft.read.title": ("开放时间的原文", "The text of the hours"),
    "draft.read.hint": (
        "现在生效的是第 {number} 号。只有主管可以修改。",
        "Number {number} is in force. Supervisors can change it.",
    ),
    "draft.try": ("打个电话试试", "Try a call"),
    "draft.try.hint": (
        "拨的是这份草稿，真实的系统什么也不会记下。",
        "It rings this draft; the real system keeps nothing of it.",
    ),
    "draft.try.day": ("日期", "Day"),
    "draft.try.time": ("时间", "Time"),
    "draft.try.keys": ("依次按键", "Keys, one after another"),
    "draft.try.pad": ("拨号盘", "Keypad"),
    "draft.try.dial": ("拨打", "Dial"),
    "draft.try.again": ("从头拨", "Start over"),
    "draft.try.play": ("听一听", "Play"),
    "draft.try.stop": ("停", "Stop"),
    "draft.try.talk": ("通话内容", "The conversation"),
    "draft.try.pressed": ("来电者按", "The caller presses"),
    "draft.try.empty": (
        "选一个时间，拨过去，看看来电者会听到什么。按键会接着往下走。",
        "Pick a moment and dial: here stands what a caller would hear. Keys lead on.",
    ),
    "draft.try.event.ended": ("通话结束", "The call is over"),
    "draft.try.event.joined": ("接通了同事", "Put through to a colleague"),
    "draft.try.moment.now": ("现在", "Now"),
    "draft.try.moment.evening": ("今晚 20:00", "Tonight 20:00"),
    "draft.try.moment.closed": ("下个休市日 10:00", "Next non-trading day 10:00"),
    "draft.try.no-moment": ("请选日期和时间。", "Choose a day and a time."),
    "draft.try.problems": (
        "草稿里还有写错的地方，改好再拨。",
        "The draft has mistakes: mend them, then dial.",
    ),
    "draft.try.beyond": (
        "日历里没有那一天，或者草稿里没有这条热线。",
        "The calendar does not reach that day, or the draft has no such hotline.",
    ),
    "draft.try.not-here": (
        "这里没有接测试电话；请在命令行用 ivr call 试。",
        "No test phone is connected here; try it with ivr call in a terminal.",
    ),
    "draft.try.error": ("这里出了点问题：{why}", "Something went wrong here: {why}"),
}
