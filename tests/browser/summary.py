"""What the end of a test run says of the browser tests: that they were skipped, or where the screenshots are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ARTEFACTS = Path(__file__).parent / "artefacts"
NO_CHROMIUM = "no Chromium"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The hook; tests/conftest.py takes it in, since a run on several cores loads no other conftest in its first process."""
    stats = terminalreporter.stats
    skipped = [r for r in stats.get("skipped", ()) if NO_CHROMIUM in str(r.longrepr)]
    if skipped:
        why = str(skipped[0].longrepr[2]).partition(NO_CHROMIUM)[2]
        terminalreporter.write_sep("!", red=True, bold=True)
        terminalreporter.write_line(
            f"!! browser tests skipped: {NO_CHROMIUM}{why} ({len(skipped)} tests; install Debian's chromium, or: python -m playwright install chromium)",
            red=True,
            bold=True,
        )
        terminalreporter.write_sep("!", red=True, bold=True)
    shots = {
        value
        for outcome in ("passed", "failed")
        for report in stats.get(outcome, ())
        for name, value in getattr(report, "user_properties", ())
        if name == "screenshot"
    }
    if shots:
        terminalreporter.write_line(f"{len(shots)} screenshots in {ARTEFACTS}")
