"""What can be wrong with a TwiML answer, with Twilio's number for it."""

BAD_XML = 12100
BAD_SCHEMA = 12200
WRONG_CONTENT_TYPE = 12300
TOO_LARGE = 11750


class TwimlError(Exception):
    """An answer that cannot be performed: `code` is Twilio's number, `sentence` says what and where."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
