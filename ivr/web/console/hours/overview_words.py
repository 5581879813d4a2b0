"""The words of `overview`, in Chinese and English."""

OVERVIEW: dict[str, tuple[str, str]] = {
    # the bars, here and in the editor
    "bars.title": ("未来十四天", "The next fourteen days"),
    "bars.line": ("热线", "Hotline"),
    "bars.all-day": ("全天", "all day"),
    "bars.closed": ("休息", "closed"),
    "bars.because": ("{what}（{why}）", "{what} ({why})"),
    "bars.said": ("{day}：{what}", "{day}: {what}"),
    "bars.said.expected": ("。预计，以深交所公告为准", ". Expected: the exchange has not confirmed it"),
    "bars.days": ("{first}至 {last}（{n} 天）", "{first} to {last} ({n} days)"),
    "bars.change": (
        "{days}：原为{was}，草稿改为{becomes}",
        "{days}: was {was}, the draft makes it {becomes}",
    ),
    "bars.change.version": ("{days}：原为{was}，改为{becomes}", "{days}: was {was}, becomes {becomes}"),
    "bars.same-hours": (
        "{days}：时间不变，原因或接听的电话改了（{why}）",
        "{days}: same hours, but another reason, or other telephones ring ({why})",
    ),
    "bars.same-hours.plain": (
        "{days}：时间不变，临时安排取消了",
        "{days}: same hours, without the exception there was",
    ),
    "bars.changes": ("草稿改了什么", "What the draft changes"),
    "bars.changes.version": ("有什么变化", "What changes"),
    "bars.no-changes": ("这十四天与现在一样。", "These fourteen days stay as they are."),
    "bars.changed": ("有改动", "changed"),
    "bars.legend": ("图例", "Key"),
    "bars.same": ("开放", "open"),
    "bars.added": ("新增开放", "newly open"),
    "bars.gone": ("不再开放", "no longer open"),
    "bars.now": ("现在 {time}", "now {time}"),
    "bars.expected": ("预计", "expected"),
    "bars.expected.legend": ("以深交所公告为准", "not confirmed by the exchange"),
    # the page
    "overview.title": ("开放时间", "Hours"),
    "overview.now": ("现在", "Now"),
    "overview.open": ("开放中", "Open"),
    "overview.closed": ("休息中", "Closed"),
    "overview.open.until": ("到{when}为止", "until {when}"),
    "overview.open.always": ("全天候，不休息", "round the clock"),
    "overview.closed.until": ("{when}开放", "opens {when}"),
    "overview.closed.always": ("没有排定下一次开放", "no next opening is known"),
    "overview.from-home": ("来电转到值班手机：{why}", "Calls ring mobiles: {why}"),
    "overview.duty": ("现在谁值班", "On duty now"),
    "overview.desk": ("值班席", "Desk"),
    "overview.who": ("值班人员", "People"),
    "overview.until": ("值到", "Until"),
    "overview.tier": ("第 {n} 位", "{n}."),
    "overview.gap": ("排班空档：来电时全席振铃", "A gap in the roster: a call rings everybody"),
    "overview.no-rosters": (
        "没有排班表：来电时值班席的每个人都可能振铃。",
        "There are no rosters: a call may ring anybody at its desk.",
    ),
    "unconfirmed": (
        "深交所还没有确认 {year} 年的休市安排，跨到 {year} 年的时间都只能说“预计”。公告一般在 12 月下旬发布。",
        "The exchange has not confirmed {year}: whatever reaches into it is only expected. "
        "Its notice usually appears in the last third of December.",
    ),
    "unconfirmed.paste": ("粘贴公告", "Paste the notice"),
    "overview.untold": (
        "有 {n} 位客户的回电时间变了，还没有告诉他们。",
        "{n} customers will be rung at another time than promised and do not know yet.",
    ),
    "overview.untold.1": (
        "有 1 位客户的回电时间变了，还没有告诉他。",
        "One customer will be rung at another time than promised and does not know yet.",
    ),
    "overview.see-untold": ("看名单", "See whom"),
    "overview.file": (
        "磁盘上的 {file} 没有生效，现在生效的是上一个好的版本：",
        "{file} on disk is not in force; the last good version is:",
    ),
    "overview.file.pending": (
        "{file} 刚改过，检查无误，马上生效。",
        "{file} was just edited, is sound, and is about to come into force.",
    ),
    "overview.warnings": ("值得看一眼", "Worth a look"),
}
