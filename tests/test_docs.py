"""What the documents show is executed; what is generated is current; nothing undescribed."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

import extractors
from corpus.archive import Archive
from corpus.document import document
from corpus.journal import Journal
from corpus.known import known
from corpus.readers import PageRules, read_bytes
from corpus.sources import Folder, Listing, Next, Portal, load
from extractors import lexicon
from flows.docs import pages
from flows.settings import archive_folder
from output.database import Store
from output.exchange import exchange

ROOT = Path(__file__).parent.parent


def example(page: str, language: str = "python") -> str:
    found = re.search(rf"```{language}\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.S)
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
    file, database = tmp_path / "huyen-thu.toml", tmp_path / "a.db"
    file.write_text(example("add-a-source.md", "toml"), encoding="utf-8")
    source = load(file)
    assert isinstance(source, Portal)
    base, _ = serve(ROOT / "tests" / "pages" / "portal")
    command = ["collect", "--source", str(file), "--base", base, "--database", str(database), "--any-hour"]
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *command], capture_output=True, text=True, cwd=ROOT, timeout=240
    )
    assert done.returncode == 3, done.stdout + done.stderr  # some of its pages fail, as they should
    archive = Archive(archive_folder(database))
    items = known(e for _, e in Journal(archive.folder, source.name).read()).items
    good = {i.address.rsplit("/", 1)[1]: i for i in items.values() if i.raw and not i.why}
    assert sorted(good) == ["cam-on", "chap-chon", "hop-giao-ban", "kiem-tra-de-dieu", "phong-chong-dich", "tap-huan"]
    assert {"chan-may", "hong", "cam-vao", "di-noi-khac"} <= {
        i.address.rsplit("/", 1)[1] for i in items.values() if i.why
    }
    raw = good["hop-giao-ban"].raw
    assert raw is not None
    read = read_bytes(archive.get(raw), rules=source.rules("2024-05-01T02:00:00+00:00"))
    assert read.text.startswith("Thường trực UBND huyện họp giao ban tháng 5\n15/05/2020 09:30\n")
    assert "Tin đã đưa" not in read.text
    assert source.rules("2019-05-01T02:00:00+00:00").headline == ".tieu-de"


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("**The source**", Portal),
        ("**`[[lists]]`**", Listing),
        ("**`next`**", Next),
        ("**`[[article]]`**", PageRules),
        ("**A folder of files**", Folder),
    ],
)
def test_every_field_of_a_source_is_described(heading: str, model: type[BaseModel]) -> None:
    text = (ROOT / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    table = text[text.index(heading) :].split("|---|---|---|\n", 1)[1].split("\n\n", 1)[0]
    rows = {cells[1].strip("` "): cells[2].strip() for line in table.splitlines() if (cells := line.split("|"))}
    fields = {n: f for n, f in model.model_fields.items() if (n, model) != ("kind", Portal)}
    assert list(rows) == [n for n in fields if n != "kind" or model is not Portal]
    for name, shown in rows.items():
        default = fields[name].default
        if isinstance(default, bool):
            assert shown == f"`{str(default).lower()}`", name
        elif isinstance(default, int | float):
            assert shown == f"`{default:g}`" or shown == f"`{default}`", name


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
