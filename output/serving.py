"""How Datasette is started on a store."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.document import Finding
from output.dictionary import metadata

_HERE = Path(__file__).parent / "datasette"


def serve_command(database: Path, kinds: Sequence[type[Finding]], host: str, port: int, workdir: Path) -> list[str]:
    """The command that browses `database` read-only at `host`:`port`; its metadata is written into `workdir`.

    The file is opened read-only, not immutable: a nightly run may write to it meanwhile.
    """
    described = workdir / "metadata.json"
    described.write_text(json.dumps(metadata(kinds, database.stem), ensure_ascii=False), encoding="utf-8")
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
