"""How Datasette is started on a store."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.document import Finding
from output.dictionary import metadata

_HERE = Path(__file__).parent / "datasette"


class UsersError(Exception):
    """The file of users cannot be used; the message says what is wrong, and what to do."""


def serve_command(
    database: Path,
    kinds: Sequence[type[Finding]],
    host: str,
    port: int,
    workdir: Path,
    users: Path | None = None,
) -> list[str]:
    """The command that browses `database` at `host`:`port`; its metadata is written into `workdir`.

    The file is not opened as immutable: a nightly run may write to it meanwhile. Who signs in as one of `users` (a JSON
    file: name → what `datasette hash-password` prints) may correct; without the file nobody may. Raises UsersError.
    """
    said = metadata(kinds, database.stem)
    if users:
        said["plugins"] = {"datasette-auth-passwords": _accounts(users, workdir)}
    described = workdir / "metadata.json"
    described.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return [
        *(sys.executable, "-m", "datasette", "serve", str(database), "--host", host, "--port", str(port)),
        *(
            "--metadata",
            str(described),
            "--plugins-dir",
            str(_HERE / "plugins"),
            "--template-dir",
            str(_HERE / "templates"),
        ),
        *(
            "--static",
            f"static:{_HERE / 'static'}",
            "--setting",
            "allow_download",
            "off",
            "--setting",
            "default_facet_size",
            "20",
        ),
        # Suggesting facets reads every column of every page, whole texts among them; the dictionary names the useful ones.
        *("--setting", "suggest_facets", "off"),
        *("--setting", "sql_time_limit_ms", "4000", "--setting", "facet_time_limit_ms", "1000"),
    ]


def _accounts(users: Path, workdir: Path) -> dict[str, Any]:
    """The plugin's configuration: each hash in a file of its own, since Datasette shows its configuration to everybody."""
    try:
        known = json.loads(users.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsersError(f"{users} cannot be read as JSON: {error}") from error
    if not isinstance(known, dict) or not known:
        raise UsersError(f'{users} holds no users: it should look like {{"lan": "pbkdf2_sha256$…"}}')
    accounts: dict[str, Any] = {"actors": {}}
    for n, (name, hashed) in enumerate(known.items()):
        if not isinstance(hashed, str) or not re.fullmatch(r"pbkdf2_sha256\$\d+\$[^$]+\$.+", hashed):
            raise UsersError(
                f"{users}: what stands for {name!r} is no password's hash; make one with: datasette hash-password"
            )
        file = workdir / f"user-{n}"
        file.touch(mode=0o600)
        file.write_text(hashed, encoding="utf-8")
        accounts[f"{name}_password_hash"] = {"$file": str(file)}
        accounts["actors"][name] = {"id": name}
    return accounts
