"""Programs of the system that read what no library reads: found on PATH, run without a shell, within a time limit."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from corpus.readers._errors import ReadError


def found(name: str) -> str | None:
    """The path of the program `name`, None if it is not installed."""
    return shutil.which(name)


def run(command: Sequence[str], data: bytes, seconds: float) -> bytes:
    """What `command` prints when it reads `data` from its standard input.

    Raises ReadError if it fails, cannot be started or takes longer than `seconds`; it is killed then.
    """
    name = os.path.basename(command[0])  # noqa: PTH119 (a program's name, no file of ours)
    # One thread each: several documents are read side by side, and results must not depend on the machine.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            list(command), input=data, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"{name} took longer than {seconds:g} seconds and was stopped") from error
    except OSError as error:
        raise ReadError(f"{name} could not be started ({error.strerror or error})") from error
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ReadError(f"{name} could not read it ({why[-1] if why else f'exit code {done.returncode}'})")
    return done.stdout
