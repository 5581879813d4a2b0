"""The words of `year`, in Chinese and English."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

YEAR: dict[str, tuple[str, str]] = {
    "year.title": ("{year} 年交易日历", "Trading days of {year}"),
    "year.before": ("{year} 年", "{year}"),
    "year.print": ("打印", "Print"),
    "year.trading-days": ("全年 {n} 个交易日", "{n} trading days"),
    "year.exchange": ("深交所公告已确认", "Confirmed by the exchange"),
    "year.state-council": ("按国务院放假安排推算", "By the State Council's plan"),
    "year.provisional": ("暂定，还没有官方安排", "Provisional: nothing official yet"),
    "year.exchange.why": (
        "{year} 年每一天都以深交所的公告为准。",
        "Every day of {year} is as the exchange has announced it.",
    ),
    "year.state-council.why": (
        "国务院已经公布 {year} 年放假安排，深交所的公告一般在前一年 12 月下旬发布，有时会多休一天，所以颜色浅一些。",
        "The State Council has announced {year}. The exchange's own notice usually follows in the last third of the "
        "December before, and may close a day more: hence the softer colours.",
    ),
    "year.provisional.why": (
        "{year} 年还没有官方安排，这里按往年规律推算：写着休市的可信，节日前后写着交易的可能变成休市，所以颜色浅一些。",
        "Nothing official is known of {year}. By the pattern of other years a day shown closed is closed, but "
        "a trading day beside a festival may turn out closed: hence the softer colours.",
    ),
    "year.paste": ("粘贴深交所的公告", "Paste the exchange's notice"),
    "year.source": ("依据：", "By: "),
    "year.choose": (
        "指着或点一下某一天，或用方向键移动，这里显示那一天的情况。",
        "Point at a day, or move with the arrow keys, to read about it here.",
    ),
    "year.legend": ("图例", "Key"),
    "year.legend.trading": ("交易", "trading"),
    "year.legend.closed": ("休市", "closed"),
    "year.legend.weekend": ("周末", "weekend"),
    "year.legend.makeup": ("周末调休上班，不交易", "make-up weekend: offices work, no trading"),
    "year.legend.override": ("有临时安排", "an exception was entered"),
    "year.legend.today": ("今天", "today"),
    "year.makeup.mark": ("班", "w"),
    "year.closures": ("休市", "Closures"),
    "year.makeups": ("调休上班的周末（不交易）", "Make-up weekends (no trading)"),
    "year.no-makeups": ("没有已知的调休。", "None is known."),
    "year.overrides": ("临时安排", "Exceptions"),
    "year.no-overrides": ("没有。", "None."),
    "year.days": ("{first}至 {last}，{n} 天", "{first} to {last}, {n} days"),
    "year.day.trading": ("交易日", "trading day"),
    "year.day.closed": ("休市（{why}）", "closed ({why})"),
    "year.day.weekend": ("周末，不交易", "weekend, no trading"),
    "year.day.makeup": ("周末调休上班，不交易", "make-up weekend: offices work, no trading"),
    "year.day.expected": ("（预计）", " (expected)"),
    "year.all-lines": ("全部热线", "all hotlines"),
    "year.override.closed": ("{who}{span}关闭（{why}）", "{who} closed{span} ({why})"),
    "year.override.open": ("{who}{span}加开（{why}）", "{who} also open{span} ({why})"),
    "year.override.why": ("{who}改为{span}开放（{why}）", "{who} open{span} instead ({why})"),
    "year.override.from_home": ("{who}{span}转值班手机（{why}）", "{who} ring mobiles{span} ({why})"),
    **{f"year.month.{n}": (f"{n}月", name) for n, name in enumerate(_MONTHS, 1)},
}
