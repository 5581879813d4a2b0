"""The words of sorting what was left over a holiday, in Chinese and English."""

TRIAGE: dict[str, tuple[str, str]] = {
    "triage.title": ("分拣留言", "Sort messages"),
    "triage.open": ("分拣留言 {n}", "Sort {n} messages"),
    "triage.what": (
        "留言一条接一条播放，按一个数字说明是什么事、急不急。不会拨打任何电话，应回时间不变。",
        "Messages play one after the other; one digit says what each is about and whether it is urgent. "
        "Nobody is rung, and no promise moves.",
    ),
    "triage.left": ("还有 {n} 条", "{n} to go"),
    "triage.kind.urgent": ("{topic} · 紧急", "{topic} · urgent"),
    "triage.pass": ("先不定", "Leave it"),
    "triage.back": ("改上一条", "The one before"),
    "triage.done": ("都分拣完了。", "Everything is sorted."),
    "triage.none": ("没有要分拣的留言。", "There is nothing to sort."),
    "triage.by-firm": ("按单位看队列", "The queue by firm"),
    "triage.queue": ("去队列", "To the queue"),
    "triage.open-task": ("打开任务", "Open the task"),
}
