"""What can go wrong while bytes are read."""


class ReadError(Exception):
    """The bytes are no readable document; the message says what is wrong and what to do."""


class Pretence(ReadError):
    """The page answers 200 but is no article: a failed fetch, kept and reported.

    `why` is one of "captcha", "script-only", "login", "maintenance", "soft-404".
    """

    def __init__(self, why: str, message: str) -> None:
        """`message` says in words what the page is and what to do."""
        super().__init__(message)
        self.why = why
