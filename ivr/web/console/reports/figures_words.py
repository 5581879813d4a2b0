"""Every figure by name, with the definition it has in the code, in Chinese and English."""

FIGURES: dict[str, tuple[str, str]] = {
    "figures.calls": ("来电", "Calls"),
    "figures.callbacks": ("留言与回拨", "Messages and callbacks"),
    "figures.quality": ("办理质量", "How matters were settled"),
    "figures.faults": ("故障", "Faults"),
    "figures.work": ("坐席与录音", "Agents and recordings"),
    "figure.calls": ("来电量", "Calls"),
    "figure.calls.is": (
        "客户打进热线的来电，不论结果如何。",
        "Calls that customers placed to a hotline, whatever became of them.",
    ),
    "figure.asked": ("转人工", "Asked for a person"),
    "figure.asked.is": (
        "来电人要找人工的来电，不论当时有没有人可以振铃。",
        "Calls in which the caller asked for a person, whether or not anybody could be rung.",
    ),
    "figure.answered": ("接通率", "Answered"),
    "figure.answered.is": (
        "坐席接起的来电 ÷ 转人工的来电。",
        "Calls an agent took ÷ calls that asked for a person.",
    ),
    "figure.within-15": ("15 秒接通率", "Within 15 s"),
    "figure.within-15.is": (
        "转人工后 15 秒内坐席接起的来电 ÷ 转人工的来电。",
        "Calls an agent took within 15 seconds of asking ÷ calls that asked for a person.",
    ),
    "figure.within-20": ("20 秒接通率", "Within 20 s"),
    "figure.within-20.is": (
        "转人工后 20 秒内坐席接起的来电 ÷ 转人工的来电。",
        "Calls an agent took within 20 seconds of asking ÷ calls that asked for a person.",
    ),
    "figure.wait": ("平均等待", "Average wait"),
    "figure.wait.is": (
        "从转人工到坐席按 1 接起的秒数，按坐席接起的来电平均。",
        "Seconds from asking for a person until an agent pressed 1, on average over the calls agents took.",
    ),
    "figure.abandoned": ("放弃率", "Abandoned"),
    "figure.abandoned.is": (
        "转人工后没等到人就挂断，也没有留言或要求回拨的来电 ÷ 转人工的来电。有号码的，我们照样回拨。",
        "Calls that asked for a person and hung up before one answered, leaving no message and asking for no callback "
        "÷ calls that asked for a person. They are rung back all the same where a number is known.",
    ),
    "figure.talk": ("平均通话", "Average talk"),
    "figure.talk.is": (
        "从坐席按 1 到通话结束的秒数，按坐席接起并已结束的来电平均。",
        "Seconds from the agent's 1 to the end of the conversation, on average over calls that agents took and that "
        "are over.",
    ),
    "figure.english": ("英语来电", "In English"),
    "figure.english.is": (
        "用英语的来电 ÷ 全部来电；其余是普通话。",
        "Calls in English ÷ all calls; the others are in Mandarin.",
    ),
    "figure.repeats": ("7 日重复来电率", "Rang again in 7 days"),
    "figure.repeats.is": (
        "来电人在之前 7 天内打过同一热线的来电 ÷ 有号码的来电。",
        "Calls whose caller had rung the same hotline within the 7 days before ÷ calls with a known number.",
    ),
    "figure.messages": ("留言量", "Messages"),
    "figure.messages.is": (
        "客户留下的语音留言；重录时只算最后一条。",
        "Voice messages left; a take that the caller replaced by another is not counted.",
    ),
    "figure.tasks": ("回拨任务", "Tasks"),
    "figure.tasks.is": (
        "新建的任务，每条都是欠客户的一件事。",
        "Tasks opened, each something owed to a customer.",
    ),
    "figure.kept": ("承诺内回拨率", "Promises kept"),
    "figure.kept.is": (
        "在承诺的时间前第一次拨给客户的任务 ÷ 拨过或已到时间的任务。按时关闭、不必回拨的不算。",
        "Tasks whose customer was first rung by the time promised ÷ tasks that were rung or whose time has passed. "
        "What was closed in time without ringing is left out.",
    ),
    "figure.missed": ("没按时回拨", "Promises missed"),
    "figure.missed.is": (
        "过了承诺的时间才第一次拨给客户，或者到时间还没拨的任务。",
        "Tasks whose customer was first rung after the time promised, or not at all though it has passed.",
    ),
    "figure.first-reached": ("首拨接通率", "Reached at first try"),
    "figure.first-reached.is": (
        "第一次拨就接通客户的任务 ÷ 拨过客户的任务。",
        "Tasks whose customer was reached at the first try ÷ tasks whose customer was rung.",
    ),
    "figure.reached": ("接通客户", "Customers reached"),
    "figure.reached.is": ("回拨接通了客户的任务。", "Tasks whose customer was reached."),
    "figure.p50": ("接通客户 P50", "Time to reach, P50"),
    "figure.p50.is": (
        "接通了的客户里，一半在这么多分钟的开放时间内接通。",
        "Minutes of opening time within which half of the customers who were reached were reached.",
    ),
    "figure.p90": ("接通客户 P90", "Time to reach, P90"),
    "figure.p90.is": (
        "接通了的客户里，九成在这么多分钟的开放时间内接通。",
        "Minutes of opening time within which nine in ten of the customers who were reached were reached.",
    ),
    "figure.callback-talk": ("回拨平均通话", "Average callback"),
    "figure.callback-talk.is": (
        "回拨时与客户通话的秒数，按接通的通话平均。",
        "Seconds of a callback's conversation, on average over conversations.",
    ),
    "figure.after-call": ("平均后处理", "After-call work"),
    "figure.after-call.is": (
        "从最后一次通话结束到办结的秒数，按通话后 15 分钟内办结的任务平均。",
        "Seconds from the end of the last conversation until the task was resolved, on average over tasks resolved "
        "within 15 minutes of it.",
    ),
    "figure.resolved-at-once": ("首次解决率", "Resolved at once"),
    "figure.resolved-at-once.is": (
        "只通话一次、没有重新打开过的已解决任务 ÷ 已解决任务。",
        "Resolved tasks that took one conversation and were never reopened ÷ resolved tasks.",
    ),
    "figure.rated": ("参评率", "Rated"),
    "figure.rated.is": (
        "客户给出的评价 ÷ 回拨后请客户评价的次数。",
        "Ratings customers gave ÷ customers who were asked for one after a callback.",
    ),
    "figure.satisfied": ("满意率", "Satisfied"),
    "figure.satisfied.is": (
        "评价“满意”的 ÷ 客户给出的评价。默认好评不算在内。",
        "«Satisfied» ÷ ratings customers gave. Ratings recorded by default are not among them.",
    ),
    "figure.dissatisfied": ("不满意", "Not satisfied"),
    "figure.dissatisfied.is": (
        "客户评价“不满意”的次数；每次都为主管建一条回访任务。",
        "«Not satisfied», as customers said; each opened a follow-up for a supervisor.",
    ),
    "figure.defaulted": ("默认好评", "Rated by default"),
    "figure.defaulted.is": (
        "30 天没有人评价、按规则记为“非常满意”的任务，不算进任何比率。",
        "Tasks nobody rated within 30 days, recorded as very satisfied by default and counted in no share.",
    ),
    "figure.dispatched": ("派单", "Dispatched"),
    "figure.dispatched.is": (
        "至少派过一次的任务。",
        "Tasks that were dispatched to another desk at least once.",
    ),
    "figure.dispatched-on-time": ("派单按时办结率", "Dispatched, done in time"),
    "figure.dispatched-on-time.is": (
        "在承诺的时间前办结的派单任务 ÷ 已办结或已到时间的派单任务。",
        "Dispatched tasks done by the time promised ÷ dispatched tasks that are done or whose time has passed.",
    ),
    "figure.sent-back": ("退单率", "Sent back"),
    "figure.sent-back.is": (
        "派出后又退回派出部门的任务 ÷ 派单任务。",
        "Dispatched tasks that went back to a desk which had dispatched them ÷ dispatched tasks.",
    ),
    "figure.urged": ("催办率", "Urged"),
    "figure.urged.is": (
        "至少被催过一次的任务 ÷ 新建的任务。",
        "Tasks that were urged at least once ÷ tasks opened.",
    ),
    "figure.complaints": ("投诉建议", "Complaints"),
    "figure.complaints.is": ("新建的投诉和建议。", "Complaints and suggestions opened."),
    "figure.complaints-done": ("投诉办结率", "Complaints done"),
    "figure.complaints-done.is": (
        "已办结的投诉和建议 ÷ 新建的投诉和建议。",
        "Complaints and suggestions that are done ÷ those opened.",
    ),
    "figure.mtta": ("故障响应 MTTA", "Fault MTTA"),
    "figure.mtta.is": (
        "从报障到第一次有人认领的分钟数（24 小时计），按认领过的故障任务平均。",
        "Minutes on the clock from a fault's report until somebody first claimed it, on average over fault tasks that "
        "were claimed.",
    ),
    "figure.mttr": ("故障恢复 MTTR", "Fault MTTR"),
    "figure.mttr.is": (
        "从报障到解决的分钟数（24 小时计），按已解决的故障任务平均。",
        "Minutes on the clock from a fault's report until it was resolved, on average over fault tasks that are "
        "resolved.",
    ),
    "figure.recordings": ("录音完整率", "Recordings held"),
    "figure.recordings.is": (
        "已核验并保存的留言录音 ÷ 录下的留言录音。到期删除的算保存过。",
        "Recordings of messages that were verified and stored ÷ recordings that were made. One erased when its time "
        "was up had been stored.",
    ),
    "figure.utilisation": ("坐席利用率", "Utilisation"),
    "figure.utilisation.is": (
        "坐席接来电和回拨的通话时长 ÷ 本人显示“可接听”的时长。没有设过状态的坐席不算。",
        "Time agents talked with customers, in calls taken and callbacks, ÷ time they had themselves shown as "
        "available. Agents who never said so are left out.",
    ),
}
