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
    "bars.same-hours": (
        "{days}：时间不变，原因或接听的电话改了（{why}）",
        "{days}: same hours, but another reason, or other telephones ring ({why})",
    ),
    "bars.same-hours.plain": (
        "{days}：时间不变，临时安排取消了",
        "{days}: same hours, without the exception there was",
    ),
    "bars.changes": ("草稿改了什么", "What the draft changes"),
    "bars.no-changes": ("这十四天与现在一样。", "These fourteen days stay as they are."),
    "bars.changed": ("有改动", "changed"),
    "bars.legend": ("图例", "Key"),
    "bars.same": ("开放", "open"),
    "bars.added": ("草稿新增", "added by the draft"),
    "bars.gone": ("草稿取消", "dropped by the draft"),
    "bars.now": ("现在 {time}", "now {time}"),
    "bars.expected": ("预计", "expected"),
    "bars.expected.legend": ("预计：以深交所公告为准", "expected: not confirmed by the exchange"),
    # the page
    "overview.title": ("开放时间", "Hours"),
}
