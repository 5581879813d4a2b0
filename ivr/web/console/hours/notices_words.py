"""The words of `notices`, in Chinese and English."""

NOTICES: dict[str, tuple[str, str]] = {
    "notices.title": ("深交所公告", "The exchange's notices"),
    "notices.year": ("{year} 年", "{year}"),
    "notices.pasted": ("粘贴的公告", "the pasted notice"),
    "notices.paste": ("粘贴公告", "Paste a notice"),
    "notices.paste.hint": (
        "从深交所网站把公告原文整段复制过来，连标题一起，不用改格式。先检查，确认之前什么都不会变。",
        "Copy the notice from the exchange's site as it stands, title and all. It is checked first: "
        "nothing changes before you accept it.",
    ),
    "notices.paste.example": (
        "关于2027年部分节假日休市安排的通知\n\n一、元旦：1月1日（星期五）至1月3日（星期日）休市，1月4日（星期一）起照常开市。\n……",
        "关于2027年部分节假日休市安排的通知\n\n一、元旦：1月1日（星期五）至1月3日（星期日）休市，1月4日（星期一）起照常开市。\n……",
    ),
    "notices.check": ("检查", "Check"),
    "notices.empty": ("还没有粘贴内容。", "Nothing was pasted yet."),
    "notices.wrong": (
        "这份公告还不能用，什么都没有改动。原文在下面，改好再检查：",
        "This cannot be used yet, and nothing has changed. Your text is below: correct it and check again.",
    ),
    "notices.line": ("第 {n} 行：", "Line {n}:"),
    # what was understood
    "notices.check.title": ("检查结果", "What this notice says"),
    "notices.by.exchange": ("深交所", "The exchange"),
    "notices.by.state-council": ("国务院", "The State Council"),
    "notices.published": ("{day} 发布", "published {day}"),
    "notices.settles": ("确定 {year} 全年", "settles all of {year}"),
    "notices.changes": ("接受以后有什么变化", "What changes when you accept"),
    "notices.trading": ("交易日由 {before} 天变为 {after} 天", "{before} trading days become {after}"),
    "notices.change": ("原为{was}，改为{becomes}", "was {was}, becomes {becomes}"),
    "notices.no-days": (
        "交易日一天不变，只是更确定了。",
        "No day trades that did not, and none stops: it is only surer.",
    ),
    "notices.light": (
        "另有 {n} 处只是名称不同，交易不变",
        "{n} more only change what days are called, not trading",
    ),
    "notices.nothing-new": (
        "日历已经是这样，没有什么要接受的。",
        "The calendar says so already: there is nothing to accept.",
    ),
    "notices.promises": ("承诺过的回电", "Promised calls"),
    "notices.moves": (
        "{n} 个未完成任务的应回时间会变，变了的要告诉客户：",
        "{n} open promises fall due at another time, and their callers are to be told:",
    ),
    "notices.moves.more": ("还有 {n} 个", "and {n} more"),
    "notices.no-moves": ("没有应回时间受影响。", "No promise moves."),
    "notices.left-out": (
        "没有写{names}：照这份公告，这些日子会当作交易日。",
        "It names no {names}: by this notice these days would trade.",
    ),
    "notices.accept": ("接受，立即生效", "Accept: in force at once"),
    "notices.edit": ("回去修改", "Back to edit"),
    "notices.as-text": ("原文", "The text"),
    "notices.overtaken": (
        "刚才有人确认或撤回了公告，日历已经变了。请按现在的情况再看一遍。",
        "Somebody confirmed or withdrew a notice meanwhile, and the calendar changed. Look again as things stand now.",
    ),
    # what was done
    "notices.confirmed": ("已生效，编号 {number}。", "In force, as number {number}."),
    "notices.confirmed.moved": (
        "{n} 位客户的回电时间变了，请告诉他们。",
        "{n} promised calls moved: their callers are to be told.",
    ),
    "notices.withdrawn": ("第 {number} 号公告已撤回。", "Notice {number} is withdrawn."),
    # a closure at short notice
    "notices.closure": ("交易所临时休市", "A closure of the exchange at short notice"),
    "notices.closure.when": (
        "公告只有一两句话，或者马上就要生效",
        "when the notice is a line or two, or takes effect in minutes",
    ),
    "notices.office": (
        "这里只登记交易所停止交易。公司自己停工（台风、停电、演练），交易所照常开市，不要写在这里，请用应急开关。",
        "Only for days on which the exchange does not trade. When just our office shuts – typhoon, power cut, drill – "
        "and the exchange trades on, it does not belong here but on the emergency switch.",
    ),
    "notices.office.switch": ("去应急开关", "To the emergency switch"),
    "notices.first": ("从哪天起", "From"),
    "notices.last": ("到哪天为止（只有一天可不填）", "Through (empty for one day)"),
    "notices.occasion": ("原因（来电人会听到）", "Occasion (callers hear it)"),
    "notices.other": ("其他，写在下面", "Another, as written below"),
    "notices.zh": ("原因，中文", "Occasion in Chinese"),
    "notices.en": ("原因，英文", "Occasion in English"),
    "notices.source": ("依据", "Source"),
    "notices.source.hint": ("例如：深交所网站公告的链接，或谁来的电话", "The notice's address, or who rang"),
    "notices.closure.check": ("看看影响", "See what changes"),
    "notices.bad.day": (
        "请填一个真实的日期，例如 2026-12-24。",
        "Give a day that exists, such as 2026-12-24.",
    ),
    "notices.bad.order": ("最后一天不能早于第一天。", "The last day cannot come before the first."),
    "notices.bad.past": ("这几天已经过去了。", "These days have passed."),
    "notices.bad.long": ("最多 31 天：请检查年份和月份。", "At most 31 days: check the year and the month."),
    "notices.bad.occasion": ("请选一个原因。", "Choose an occasion."),
    "notices.bad.both": ("请把原因用中文和英文都写上。", "Name the occasion in both languages."),
    "notices.bad.words": ("原因请控制在 60 字以内。", "Keep the occasion under 60 characters."),
    "notices.bad.source": ("请写明依据，300 字以内。", "Say where this is from, in at most 300 characters."),
    # the list
    "notices.list": ("在这里确认过的公告", "Notices confirmed here"),
    "notices.none": (
        "还没有。2026 年及以前的公告随程序提供。",
        "None yet. The notices up to 2026 come with the program.",
    ),
    "notices.number": ("第 {number} 号", "Number {number}"),
    "notices.gone": ("已由第 {number} 号撤回", "withdrawn by number {number}"),
    "notices.withdraw": ("撤回…", "Withdraw…"),
    "notices.withdraw.title": ("撤回第 {number} 号公告？", "Withdraw notice {number}?"),
    "notices.withdraw.then": ("撤回以后有什么变化", "What changes without it"),
    "notices.withdraw.nothing": ("日历不会有任何变化。", "The calendar stays as it is."),
    "notices.withdraw.why": ("为什么撤回（可不填）", "Why (may stay empty)"),
    "notices.withdraw.do": ("撤回，立即生效", "Withdraw: in force at once"),
    "notices.withdraw.keep": ("保留", "Keep it"),
}
