"""The words about transcripts and what they lift, in Chinese and English."""

TRANSCRIPTS: dict[str, tuple[str, str]] = {
    "transcript.title": ("文字", "In words"),
    "transcript.machine": (
        "机器听写，可能有错，以录音为准",
        "Written by a machine and perhaps wrong: the audio counts",
    ),
    "transcript.by": ("{who}听后改的（{when}）", "Put right by {who} ({when})"),
    "transcript.original": ("机器听写的原文", "What the machine heard"),
    "transcript.pending": ("正在转成文字…", "Being written down…"),
    "transcript.failed": ("没能转成文字，请听录音。", "It could not be written down: please listen."),
    "transcript.nothing": ("机器没听出话来，请听录音。", "The machine understood nothing: please listen."),
    "transcript.correct": ("改", "Correct"),
    "transcript.label": ("这条留言说的是", "What the message says"),
    "transcript.save": ("改好了", "Save"),
    "transcript.restore": ("恢复机器原文", "Restore the machine's text"),
    "transcript.reveal": ("显示号码后再改", "Show the number to correct it"),
    "transcript.seek": ("从这里播放", "Play from here"),
    "lifted.head": (
        "留言中提到{words}，已转 7×24 值班（{desk}）",
        "The message mentions {words}: handed to the desk on duty day and night ({desk})",
    ),
    "no.transcript": (
        "请写下留言的内容，或者恢复机器原文。",
        "Write what the message says, or restore the machine's text.",
    ),
    "no.transcript-long": (
        "文字太长，请控制在 {most} 字以内。",
        "The text is too long: at most {most} characters.",
    ),
}
