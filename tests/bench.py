"""Extraction time as a ratio of ``underthesea.word_tokenize`` on the same texts, in one process and one run.

usage: python tests/bench.py [FOLDER]   (texts of the sample, or of FOLDER)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from underthesea import word_tokenize

import extractors
from corpus.document import document
from corpus.readers import ReadError, read_file

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print characters a second of both, and the ratio; three rounds, the median counts."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "corpus" / "sample"
    texts = []
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".html", ".docx", ".pdf"):
            try:
                texts.append(read_file(path).text)
            except ReadError as error:
                print(f"{path.name}: {error}")
    began = time.perf_counter()
    word_tokenize("Ủy ban nhân dân tỉnh họp.")
    extractors.read(document("Ủy ban nhân dân tỉnh họp bàn việc."))
    print(f"start-up: {time.perf_counter() - began:.2f} s")
    ratios = []
    for n in range(3):
        began = time.perf_counter()
        for text in texts:
            word_tokenize(text)
        words = time.perf_counter() - began
        began = time.perf_counter()
        for i, text in enumerate(texts):
            extractors.read(document(text + "\n" * n + ".", address=f"{n}-{i}"))  # never a text that is cached
        reading = time.perf_counter() - began
        ratios.append(reading / words)
        print(
            f"{len(texts)} texts, {sum(map(len, texts))} characters: words {words:.2f} s, extraction {reading:.2f} s, ratio {reading / words:.2f}"
        )
    print(f"median ratio: {sorted(ratios)[1]:.2f}")


if __name__ == "__main__":
    main()
