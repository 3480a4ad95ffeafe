"""The nightly flow on a one-minute cron, against a real Prefect server on loopback, run to its end."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(290)
def test_cron_run_completes(tmp_path: Path) -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    schedule = None
    try:
        _until(lambda: httpx.get(f"{api}/health", timeout=2).status_code == 200, 90)
        schedule = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flows.cli",
                "schedule",
                "--cron",
                "* * * * *",
                "--database",
                str(tmp_path / "kho.db"),
            ],
            env={**environment, "PREFECT_API_URL": api},
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        asked = {"flows": {"name": {"any_": ["nightly"]}}, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        _until(lambda: len(httpx.post(f"{api}/flow_runs/filter", json=asked, timeout=5).json()) > 0, 190)
        assert (tmp_path / "kho.db").exists()
    finally:
        for process in (schedule, server):
            if process:
                process.terminate()
        for process in (schedule, server):
            if process:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


def _until(ready, seconds: float) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if ready():
                return
        except httpx.HTTPError:
            pass
        time.sleep(1)
    pytest.fail(f"not ready within {seconds} s")
