"""Where Chromium is, and how it comes here: run as a program, this module installs it where it is missing.

Debian's own is taken first (`apt-get install chromium`, as root), else the build that Playwright downloads.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Letters with Vietnamese marks for the screenshots: a bare machine has no font at all.
PACKAGES = ("chromium", "fonts-dejavu-core")
# No name but loopback's resolves: a test that asks another host fails the same way on every machine.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
_SECONDS = 900


def on_path() -> list[str]:
    """The Chromiums on PATH that say their version; a distribution's stub for another packager's does not."""
    found = (shutil.which(name) for name in NAMES)
    return [path for path in dict.fromkeys(found) if path and _runs([path, "--version"])]


def launched(playwright: Playwright) -> Browser | str:
    """A headless Chromium, or why there is none. It has no sandbox: root can't have one, nor can most containers."""
    from playwright.sync_api import Error

    why = ""
    for path in (*on_path(), None):  # None is Playwright's own
        try:
            return playwright.chromium.launch(executable_path=path, args=[OFFLINE], chromium_sandbox=False)
        except Error as error:
            why = str(error).strip().splitlines()[0]
    return why


def present() -> bool:
    """Is there a Chromium on PATH or in Playwright's own folder?"""
    if on_path():
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install() -> bool:
    """Install Chromium in the way that this machine allows; is it here now? Needs the network; takes minutes at most."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _runs(["apt-get", "-qq", "update"], quiet)
        if _runs(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *PACKAGES], quiet) and on_path():
            return True
    return _runs([sys.executable, "-m", "playwright", "install", "chromium"]) and present()


def _runs(command: Iterable[str], environment: dict[str, str] | None = None) -> bool:
    """Does `command` end well, in good time? What it says is of no use to whoever runs the tests."""
    try:
        return subprocess.run([*command], capture_output=True, env=environment, timeout=_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__" and not present():
    print("Chromium is missing: installing it for the browser tests", flush=True)
    if not install():
        print("!! Chromium could not be installed: the browser tests will be skipped", flush=True)
