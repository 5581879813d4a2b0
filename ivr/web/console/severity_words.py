"""The words of what goes first and why, in Chinese and English."""

SEVERITY: dict[str, tuple[str, str]] = {
    # beside a task
    "standing.why": ("排在这里，因为：", "Stands here because: "),
    "standing.row": ("优先次序第 {n} 条", "row {n} of what goes first"),
    "standing.no-row": ("不在现在的优先次序里", "none of what goes first now"),
    "standing.urgent": ("紧急", "urgent"),
    "standing.due": ("{when} 应回", "due {when}"),
    "standing.again": ("{when} 再回拨", "to be rung again {when}"),
    # the table
    "severity.title": ("优先次序", "What goes first"),
    "severity.hint": (
        "从上到下，现在适用的第一条说了算；一条也不适用的排在后面。同一条里，紧急的在前，再看应回时间。",
        "From the top, the first row that fits now decides; what fits none comes after. Within a row, urgent matters "
        "go first, then what is owed first.",
    ),
    "severity.none": (
        "没有写优先次序：紧急的在前，再看应回时间。",
        "Nothing is written here: urgent matters go first, then what is owed first.",
    ),
    "severity.name": ("什么先办", "What"),
    "severity.topics": ("事由", "Topics"),
    "severity.when": ("什么时候", "When"),
    "severity.hotlines": ("热线", "Hotlines"),
    "severity.any-topic": ("全部事由", "all topics"),
    "severity.incident": ("受未结束的故障影响", "part of an open incident"),
    "severity.trading": ("交易日", "trading days"),
    "severity.all": ("每天", "every day"),
    "severity.in-force": ("现在适用", "in force now"),
}
