"""What a matter can be about, as a schedule, a task and a caller in line name it."""

from calendars.hints import nearest_zh, unquoted
from calendars.strict import Wrong, miswritten, nearest
from ivr.hours.naming import shown

TOPICS = (
    "business",
    "technical",
    "enquiry",
    "fault",
    "line",
    "satellite",
    "test",
    "service",
    "equipment",
    "complaint",
)


def topic(value: object) -> str:
    """One of TOPICS as it is written in a schedule; raises Wrong with the nearest one."""
    if isinstance(value, str) and value in TOPICS:
        return str(value)
    word, (en, zh) = unquoted(value) if isinstance(value, str) else "", shown(value)
    known, known_zh = ", ".join(TOPICS), "、".join(TOPICS)
    raise miswritten(
        value,
        f"no topic called {en}{nearest(word, TOPICS)}: there are {known}",
        f"没有名为{zh}的事由{nearest_zh(word, TOPICS)}，可以写 {known_zh}",
        word or "fault",
    )


def several(value: object) -> tuple[str, ...]:
    """A list of topics, each once; raises Wrong for what is none."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, list) or not value:
        en, zh = shown(value if value != [] else None)
        raise Wrong(
            f"{en} is no list of topics: write them as in [fault, line], or leave the key out for all",
            f"{zh}不是事由的列表，请写成 [fault, line]；不写这个键就是全部事由",
        )
    topics = tuple(map(topic, value))
    for number, each in enumerate(topics):
        if each in topics[:number]:
            raise Wrong(f"names {each} twice", f"{each} 写了两遍")
    return topics
