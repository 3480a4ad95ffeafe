"""The command line."""

import json
import sys
from pathlib import Path

import extractors
from corpus.document import document
from output.exchange import exchange


def main() -> None:
    """Placeholder until the commands stand."""
    for name in sys.argv[2:]:
        reading = extractors.read(document(Path(name).read_text(encoding="utf-8"), address=name))
        print(json.dumps(exchange(reading, name), ensure_ascii=False))
