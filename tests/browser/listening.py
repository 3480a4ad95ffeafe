"""What a page does that it must not: run what the data hold, fail, ask other hosts, break its own policy."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

# Hostile texts set `window.__ran`. What the policy stops is heard as well: it should have been text.
_LISTENER = """
Object.defineProperty(window, '__ran', {set: v => console.error('ran: ' + v), get: () => undefined});
document.addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
"""


def listened(page: Page, host: str) -> list[str]:
    """Listen to `page` from now on; what is heard comes into the list that is returned. `host` (with its port) is the site's."""
    heard: list[str] = []

    def dialog(d: Dialog) -> None:
        heard.append(f"{d.type}: {d.message}")
        d.dismiss()

    def console(message: ConsoleMessage) -> None:
        # That a page which isn't there answers 404 is told of the page itself, too.
        own = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        if message.type == "error" and not own:
            heard.append(f"console: {message.text}")

    def request(r: Request) -> None:
        asked = urlsplit(r.url)
        if asked.netloc != host and not (asked.scheme in ("data", "blob") and r.resource_type in ("image", "font")):
            heard.append(f"request: {r.url[:200]}")

    page.add_init_script(_LISTENER)
    page.on("dialog", dialog)
    page.on("console", console)
    page.on("request", request)
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("popup", lambda other: heard.append(f"popup: {other.url}"))
    page.on("download", lambda file: heard.append(f"download: {file.url}"))
    return heard


def settled(page: Page) -> None:
    """Wait until what the page started by itself has had its turn: two frames are drawn."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
