"""What the documents show is executed; what is generated is current; nothing undescribed."""

import importlib
import re
import sys
from pathlib import Path

import pytest

import extractors
from corpus.archive import Archive
from corpus.collecting import Fetched, collect
from corpus.document import document
from corpus.sources import Portal
from extractors import lexicon
from flows.docs import pages
from output.database import Store
from output.exchange import exchange

ROOT = Path(__file__).parent.parent


def example(page: str) -> str:
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.S)
    assert found
    return found[1]


def test_add_an_extractor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hotlines.py").write_text(example("add-an-extractor.md"), encoding="utf-8")
    monkeypatch.setattr(extractors, "__path__", [*extractors.__path__, str(tmp_path)])
    extractors.extractors.cache_clear()
    try:
        reading = extractors.read(
            document(
                "Tin của xã\n\nMọi thắc mắc xin gọi đường dây nóng: 0263 3822 311 để được giải đáp.",
                source="s",
                address="a",
            )
        )
        assert exchange(reading, "a")["hotlines"][0]["text"] == "0263 3822 311"
        with Store(tmp_path / "a.db", extractors.kinds()) as store:
            store.add_source("s", "S", "folder", "")
            store.write([reading], fingerprint="f")
            assert next(iter(store.db.query("select quote from hotlines")))["quote"] == "0263 3822 311"
    finally:
        sys.modules.pop("extractors.hotlines", None)
        extractors.extractors.cache_clear()


def test_add_a_source(tmp_path: Path, serve) -> None:  # type: ignore[no-untyped-def]
    names: dict[str, object] = {}
    exec(example("add-a-source.md"), names)
    source = names["SOURCE"]
    assert isinstance(source, Portal)
    base, _ = serve(ROOT / "tests" / "pages" / "portal")
    got = [g for g in collect(source, Archive(tmp_path), known={}, base=base) if isinstance(g, Fetched)]
    assert len(got) == 6


@pytest.mark.parametrize(("path", "text"), list(pages()), ids=lambda x: x.name if isinstance(x, Path) else "")
def test_generated_pages_are_current(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text, "run make docs"


def test_word_lists_have_no_double_entries() -> None:
    folder = Path(next(iter(lexicon.__path__)))
    for path in folder.glob("*.txt"):
        entries = lexicon.lines(path.name)
        assert len(entries) == len(set(entries)), path.name


def test_every_extractor_is_documented() -> None:
    for e in extractors.extractors():
        module = importlib.import_module(e.__name__)
        assert module.__doc__
        assert module.extract.__doc__


def test_no_file_outgrows_itself() -> None:
    for folder in ("corpus", "models", "extractors", "output", "flows"):
        for path in (ROOT / folder).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) < 450, path
