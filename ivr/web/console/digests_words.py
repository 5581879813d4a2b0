"""The words of reminders: promises that run out, told to desks, supervisors and heads of desks."""

DIGESTS: dict[str, tuple[str, str]] = {
    "nav.digests": ("提醒", "Reminders"),
    "digests.title": ("提醒", "Reminders"),
    "digests.intro": (
        "按热线的开放时间计：承诺时间过半提醒值班席，到期提醒主管，用到两倍提醒部门负责人。每次承诺每一级只提醒一次。",
        "Counted in the hotline's opening time: at half of the promised time the desk is reminded, when it is over "
        "the supervisors, at twice of it the desk's head. Once for each promise and level.",
    ),
    "digests.none": ("还没有提醒。", "No reminders yet."),
    "digests.banner": ("未确认的提醒", "Reminders to take note of"),
    "digests.half": ("{desk}：{n} 条的承诺时间已过半", "{desk}: {n} past half of the promised time"),
    "digests.late": ("{desk}：{n} 条已逾期", "{desk}: {n} overdue"),
    "digests.twice": ("{desk}：{n} 条已用了两倍的承诺时间", "{desk}: {n} past twice the promised time"),
    "digests.of-them-late": ("其中 {n} 条已逾期", "{n} of them overdue"),
    "digests.note": ("知道了", "Noted"),
    "digests.note.title": (
        "记下你已经看到，对同事也不再显示",
        "Written down that you saw it; gone for your colleagues too",
    ),
    "digests.rest": ("其余 {n} 条", "{n} more"),
    "digests.level.desk": ("过半", "Half"),
    "digests.level.supervisor": ("到期", "Due"),
    "digests.level.head": ("两倍", "Twice"),
    "digests.told": ("{n} 条任务", "{n} tasks"),
    "digests.told.1": ("1 条任务", "1 task"),
    "digests.open": ("{n} 条还没办结", "{n} still open"),
    "digests.all-done": ("都已办结", "all done"),
    "digests.seen": ("{who} {when} 已确认", "Noted by {who} {when}"),
    "digests.unseen": ("还没有人确认", "Nobody has taken note"),
    "digests.due": ("应回 {when}", "due {when}"),
    "digests.lost.1": ("1 条外发通知没有送达", "1 notice that left the house did not arrive"),
    "digests.lost": ("{n} 条外发通知没有送达", "{n} notices that left the house did not arrive"),
    "digests.lost.title": ("没有送达的外发通知", "Notices that did not arrive"),
    "digests.lost.do": (
        "试了一天都没有成功，提醒在这里照样有效。请管理员运行 ivr doctor 查看原因。",
        "Tried for a day in vain; the reminders here hold all the same. ivr doctor tells an administrator why.",
    ),
    "digests.lost.gone": ("已移除的渠道", "a channel that was removed"),
}
