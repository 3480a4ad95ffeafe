"""Why something could not be collected: one word each, as it stands in `fetches` and `problems`, and what it means."""

from __future__ import annotations

REASONS: dict[str, str] = {
    # the network and the server
    "unreachable": "no connection: the name is not known, or nobody listens",
    "tls": "the secure connection fails: certificate or protocol",
    "stalled": "no byte came for too long, or the answer took too long as a whole",
    "reset": "the connection broke off before the answer was complete",
    "truncated": "fewer bytes came than were announced",
    "protocol": "the answer is no proper HTTP",
    "server-error": "the server answers 5xx",
    "too-many": "the server answers 429: it wants to be asked more slowly",
    "refused": "the server answers 401, 403 or another 4xx",
    "missing": "the server answers 404",
    "gone": "the server answers 410, or a page that was there is missing now",
    "odd-status": "the server answers a status that says nothing of use, such as 304 to a question without a copy",
    # where it leads
    "redirect-loop": "redirects without end",
    "other-host": "it leads to a host that is not the source's own",
    "private-address": "it leads to a loopback or private address",
    "bad-address": "the address is none that can be fetched: not http or https, or malformed",
    "robots": "robots.txt forbids it",
    "robots-unreachable": "robots.txt cannot be had: staying out until it can",
    # how much it is
    "too-large": "more bytes than the source's limit",
    "bomb": "it inflates to far more than it is",
    "endless": "a list that goes on for ever, or more items than a run may fetch",
    # what the page pretends to be
    "captcha": "a captcha or challenge instead of the page",
    "script-only": "a page that only a browser's scripts would fill",
    "login": "a login form instead of the page",
    "maintenance": "the portal says it is under maintenance",
    "soft-404": "a page that says with status 200 that there is none",
    "empty": "an answer without content",
    # lists
    "empty-list": "a list, feed or sitemap without items",
    "broken-xml": "a feed or sitemap that is no well-formed XML and could not be read",
    # files
    "unreadable": "the file cannot be opened",
}

# A source that gives these this often in a row is left alone until the next run.
HOST_TROUBLE = frozenset(
    {
        *("unreachable", "tls", "stalled", "reset", "server-error", "too-many", "captcha", "maintenance"),
        "robots-unreachable",
    }
)
