"""`ivr transcripts` and how messages are joined into a text."""

from __future__ import annotations

import pytest
from terminal import Terminal

from ivr.voicemail.transcripts import joined, setting_up, words_of


def test_status_says_what_is_there_and_setup_what_is_missing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = terminal.reads("transcripts", "status")
    assert (told["ready"], told["engine"], told["made"], told["failures"]) == (False, "vosk-small", 0, [])
    assert "not set up (`ivr transcripts setup`)" in terminal.types("transcripts", "status").output

    monkeypatch.setattr(setting_up, "PACKAGES", terminal.folder / "nowhere.lock")
    assert "run this from the project's own folder" in terminal.fails("transcripts", "setup")

    # Without a network it says so in one line, and goes on from there the next time.
    lock = terminal.folder / "there.lock"
    lock.write_text("no-such-package-anywhere==1.0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(setting_up, "PACKAGES", lock)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert "is there a network?" in terminal.fails("transcripts", "setup")
    assert terminal.reads("transcripts", "status")["ready"] is False


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([["请", 0, 0.3], ["回电", 0.3, 0.8]], "请回电"),
        ([["请", 0, 0.3], ["回电", 0.9, 1.4]], "请 回电"),
        ([["call", 0, 0.3], ["me", 0.3, 0.5], ["回电", 0.5, 1]], "call me回电"),
        ([], ""),
    ],
)
def test_words_read_as_a_text_and_know_their_places(rows: list[list[object]], text: str) -> None:
    words = words_of(rows)
    assert joined(words) == text
    assert [text[word.place : word.place + len(word.text)] for word in words] == [row[0] for row in rows]
