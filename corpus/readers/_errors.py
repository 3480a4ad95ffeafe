"""What can go wrong while bytes are read."""


class ReadError(Exception):
    """The bytes are no readable document; the message says what is wrong and what to do."""


class Blocked(ReadError):
    """The page answers 200 but only turns crawlers away (a captcha, a script that reloads): a failed fetch."""
