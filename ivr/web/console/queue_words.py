"""The words of choosing what to see of the queue, and of hearing that something came, in Chinese and English."""

QUEUE: dict[str, tuple[str, str]] = {
    "filter.title": ("筛选", "Filter"),
    "filter.hotline": ("热线", "Hotline"),
    "filter.desk": ("值班席/部门", "Desk"),
    "filter.topic": ("事由", "Topic"),
    "filter.state": ("状态", "State"),
    "filter.mine": ("只看我的", "Mine only"),
    "filter.any": ("全部", "All"),
    "filter.apply": ("筛选", "Apply"),
    "filter.only": ("只看：{what}", "Only: {what}"),
    "filter.clear": ("全部显示", "Show all"),
    "filter.none": ("没有符合筛选的任务。", "Nothing in the queue is of this kind."),
    "find.title": ("查找任务", "Find a task"),
    "find.go": ("查找", "Find"),
    "find.none": (
        "没有找到“{what}”。可以写受理编号、单位、姓名，或完整电话或末四位。",
        "Nothing found for “{what}”. Enter a reference, a firm, a name, a whole number or its last four digits.",
    ),
    "find.more": ("只列出 {n} 条，请写得更具体些。", "Only {n} are listed: say more."),
    "sound.title": ("来新任务时的提示音", "A sound when something comes"),
    "sound.on": ("提示音：开", "Sound: on"),
    "sound.off": ("提示音：关", "Sound: off"),
}
