"""A sentence that is always the same."""

from dataclasses import dataclass

from ivr.flows.phrases import Phrase, fixed


@dataclass(frozen=True)
class Sentence:
    """Fixed words, called for their phrase so that all lines of a script read alike: `words.goodbye()`."""

    phrase: Phrase

    def __call__(self) -> Phrase:
        return self.phrase


def sentence(zh: str, en: str) -> Sentence:
    """A sentence in both languages."""
    return Sentence(fixed(zh, en))
