"""Where things stand by default, and Prefect's settings: offline, no telemetry, a log that a person can read.

Import this before anything of Prefect: it reads its settings when it is first imported.
"""

from __future__ import annotations

import os
from pathlib import Path

from corpus.archive import archive_folder

__all__ = ["BATCH", "CRON", "DATABASE", "TIMEZONE", "archive_folder", "prepare_prefect"]

DATABASE = Path("output") / "build" / "chidao.db"
CRON = "0 2 * * *"
TIMEZONE = "Asia/Ho_Chi_Minh"
# A task takes this many documents: starting one costs milliseconds, reading a document not many more.
BATCH = 100

_PREFECT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
}


def prepare_prefect(database: Path) -> None:
    """Set Prefect's environment, its own files beside `database`; what the user has set already stays."""
    for name, value in _PREFECT.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(database.resolve().parent / "prefect"))
