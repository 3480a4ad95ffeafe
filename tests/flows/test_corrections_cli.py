"""`chidao corrections` on a store of the sample: re-extraction, rebuild, list, export, import, undo, gold."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corpus.archive import Archive
from corpus.gold import check, gold_pairs
from corpus.sources import Folder
from flows import stages, train
from flows.cli import app
from flows.rebuild import rebuild
from flows.score import scored
from flows.settings import archive_folder
from models._crf import using
from output import corrections, events, loading
from output.corrections import correct
from output.digest import digest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample"
SIGN = {"author": "an", "reason": "đọc lại"}


def night(database: Path, folder: Path) -> int:
    """One night of a folder, without Prefect; returns how many documents were read."""
    archive = Archive(archive_folder(database))
    with stages.open_store(database) as store:
        stages.collect_source(store, archive, Folder(kind="folder", name="thu", title="Thử", path=folder))
        pending = loading.pending(store, stages.reader(archive.folder))
        written, _ = stages.extract_batch(store, archive.folder, pending)
        store.publish()
    return written


def said(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["corrections", *map(str, arguments)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


class Made:
    """A store of three sample texts, with a correction of every kind, and what it said before them."""

    def __init__(self, at: Path) -> None:
        self.folder, self.database = at / "vao", at / "kho.db"
        self.folder.mkdir()
        for path in sorted(SAMPLE.glob("bao-chi-*.txt"))[:3]:
            shutil.copy(path, self.folder / path.name)
        night(self.database, self.folder)
        self.archive = archive_folder(self.database)
        self.at_options = ("--database", self.database)
        with stages.open_store(self.database) as store:
            self.before, untimed = digest(store.db), digest(store.db, times=False)
            db = store.db
            first, second = (dict(r) for r in list(db.query("select * from directives order by id"))[:2])
            person = next(iter(db.query("select * from officials")))
            unit = next(iter(db.query("select * from appearances where type = 'agency'")))
            text = db["documents"].get(first["document"])["text"]
            line = next(w for w in reversed(text.splitlines()) if len(w) > 30)
            place = {"start": text.rindex(line), "end": text.rindex(line) + len(line)}
            about: list[dict[str, Any]] = [
                {"what": "change", "of": first, "fields": {"addressees": ["Sở Nội vụ"], "deadline": "2031-12"}},
                {"what": "remove", "of": second},
                {"what": "change", "of": person, "fact": "officials", "fields": {"name": person["name"] + " Anh"}},
                {"what": "add", "of": first, **place, "fields": {"action": "làm", "strength": "wish"}},
            ]
            for a in about:
                of = a.pop("of")
                a = {"fact": "directives", "document": of["document"], "row": of["id"], **a}
                correct(db.conn, self.archive, a | SIGN)
            merge = {"what": "merge", "kind": "unit", "key": unit["key"], "name": unit["name"] + " Một"}
            correct(db.conn, self.archive, merge | SIGN)
            self.after, self.untimed = digest(store.db), (untimed, digest(store.db, times=False))
            self.ids = [c.id for c in corrections.listed(db.conn)]
        self.documents = {first["document"], second["document"], person["document"]}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def test_it_survives(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made.after != made.before
    with monkeypatch.context() as patch:
        patch.setattr(stages, "fingerprint", lambda: "other-code")
        assert night(made.database, made.folder) == 3
        with stages.open_store(made.database) as store:
            assert {c.state for c in corrections.listed(store.db.conn)} == {"applied"}
            assert store.db.execute("select distinct extracted_by from documents").fetchall() == [("other-code",)]
    assert night(made.database, made.folder) == 3
    with stages.open_store(made.database) as store:
        assert digest(store.db) == made.after
    again = rebuild(made.database)
    assert (again.before, again.after) == (made.after, made.after)
    made.database.unlink()
    assert rebuild(made.database).after == made.after
    for correction in made.ids:
        said("undo", correction, "--author", "bình", "--reason", "thôi", *made.at_options)
    with stages.open_store(made.database) as store:
        assert {c.state for c in corrections.listed(store.db.conn)} == {"undone"}
        store.db.execute("delete from corrections")  # all that tells it from a store where none was made
        assert digest(store.db) == made.before
    assert rebuild(made.database).failures == 0
    assert "thôi" in said("list", *made.at_options)


def test_list_export_import(made: Made, tmp_path: Path) -> None:
    listed = [json.loads(line) for line in said("list", "--json", *made.at_options).splitlines()]
    assert [c["id"] for c in listed] == made.ids
    assert listed[0]["fields"]["addressees"] == ["Sở Nội vụ"]
    for words in (*made.ids, "Sở Nội vụ", "đọc lại", "applied"):
        assert words in said("list", *made.at_options)
    assert "no corrections" in said("list", "--state", "ask", *made.at_options)
    of_one = said("list", "--json", "--document", listed[0]["document"], *made.at_options).splitlines()
    assert 0 < len(of_one) < len(made.ids)
    assert "--state is one of" in said("list", "--state", "new", *made.at_options, code=2)

    file = tmp_path / "ra.jsonl"
    assert f"{len(made.ids)} lines" in said("export", file, *made.at_options)
    (tmp_path / "y").mkdir()
    other = tmp_path / "y" / "kho.db"
    night(other, made.folder)
    options = ("--database", other)
    count = len(made.ids)
    assert f"{count} new, 0 known already; 0 corrections ask" in said("import", file, *options)
    assert f"0 new, {count} known already" in said("import", file, *options)
    with stages.open_store(other) as store:
        assert digest(store.db, times=False) == made.untimed[1]
    again = tmp_path / "ra2.jsonl"
    said("export", again, *options)
    assert again.read_bytes() == file.read_bytes()
    said("undo", made.ids[0], "--author", "bình", "--reason", "thôi", *options)
    said("export", again, *options)
    assert f"1 new, {count} known already" in said("import", again, *made.at_options)
    assert json.loads(said("list", "--json", *made.at_options).splitlines()[0])["state"] == "undone"


def _without_id(line: str, **other: Any) -> str:
    event = {k: v for k, v in json.loads(line).items() if k != "id"}
    return json.dumps(event | other, ensure_ascii=False)


WRONG: list[tuple[Any, str]] = [
    (lambda line: "{", "no JSON"),
    (lambda line: "[]", "no event"),
    (lambda line: line.replace("Sở Nội vụ", "Sở Y tế"), "it is not what it was when it was made"),
    (lambda line: _without_id(line, what="improve"), '"what" is none of'),
    (lambda line: _without_id(line, row=7), '"row" must be str'),
    (lambda line: _without_id(line, fact="sources"), "'sources' is no table of findings"),
    (lambda line: _without_id(line, fields={"strength": "must"}), "none of order, request, wish"),
    (lambda line: _without_id(line, fields={"to": "x"}), "has no field 'to'"),
    (lambda line: _without_id(line, at="hôm qua"), "no ISO time in UTC"),
    (lambda line: _without_id(line, author=""), "author: say who corrects"),
    (lambda line: '{"event":"undone","correction":"zz","author":"an","at":"2026-01-01T00:00:00+00:00","reason":"x"}', "it undoes 'zz'"),
    (lambda line: line[:-9], "no JSON|half a line"),
]  # fmt: skip


def test_a_bad_line_is_named_and_nothing_taken(made: Made, tmp_path: Path) -> None:
    lines = events.path_in(made.archive).read_text("utf-8").splitlines()
    (tmp_path / "y").mkdir()
    other = tmp_path / "y" / "kho.db"
    night(other, made.folder)
    with stages.open_store(other) as store:
        for wrong, why in WRONG:
            file = tmp_path / "vao.jsonl"
            file.write_text("\n".join((lines[1], wrong(lines[0]), lines[2])) + "\n", encoding="utf-8")
            with pytest.raises(corrections.CorrectionError, match=why) as error:
                corrections.take_in(store.db.conn, archive_folder(other), file)
            assert str(error.value).startswith(f"{file}:2: ")
            assert corrections.listed(store.db.conn) == events.kept(archive_folder(other)).events == []
        assert digest(store.db, times=False) == made.untimed[0]


def test_an_error_is_one_line(made: Made) -> None:
    command = [sys.executable, "-m", "flows.cli", "corrections", "undo", "none", "--author", "an", "--reason", "x"]
    done = subprocess.run([*command, "--database", str(made.database)], cwd=ROOT, capture_output=True, timeout=120)
    assert done.returncode == 1
    assert done.stderr.decode() == "chidao: there is no correction 'none': see chidao corrections list\n"


def test_gold(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    printed = said("gold", folder, *made.at_options)
    pairs = gold_pairs(folder)
    assert {p.name for p in pairs} == made.documents
    assert f"{len(pairs)} annotated texts" in printed
    with stages.open_store(made.database) as store:
        for p in pairs:
            wrong = check(p.gold, p.path.read_text("utf-8"))
            assert all(
                "Sở Nội vụ" in w or " Anh'" in w or "làm" in w for w in wrong
            )  # what was put in by hand, and is told
            assert all(w.split(": ", 1)[1] in printed for w in wrong)
            stored = store.db.execute("select count(*) from directives where document = ?", [p.name]).fetchone()
            assert len(p.gold["directives"]) == stored[0]
    assert any("Sở Nội vụ" in d["addressees"] for p in pairs for d in p.gold["directives"])
    scores = scored(folder).rows()
    assert 0.5 < scores["directives.found"][2] < 1.0  # all but what was put right
    assert scores["dates"][2] == 1.0

    sample = train.texts(made.folder)
    assert sample == []
    both = train.together(train.texts(folder), [folder])
    assert len(both) == len(pairs)  # the same text is not taken twice
    more = train.together(train.texts(folder)[:1], [folder])
    assert len(more) == len(pairs)
    assert len({name for name, _, _ in more}) == len(pairs)
    with using(tmp_path / "weights"):
        assert [name for name, _ in train.train_models(more, "names")] == ["names"]
        assert (tmp_path / "weights").exists()
    with pytest.raises(FileNotFoundError, match="no annotated texts here"):
        train.together([], [tmp_path / "vao"])


def test_gold_leaves_out_what_asks(made: Made, tmp_path: Path) -> None:
    with stages.open_store(made.database) as store:
        of = corrections.listed(store.db.conn)[0]
        address = store.db["documents"].get(of.document)["address"]
    (made.folder / Path(address).name).write_text("Huyện họp\n\nTrời đẹp, bà con vui mừng đón khách đến thăm bản.\n")
    assert night(made.database, made.folder) == 1
    assert of.id in said("list", "--state", "ask", *made.at_options)
    folder = tmp_path / "gold"
    printed = said("gold", folder, *made.at_options)
    assert f"{of.document}: left out" in printed
    assert of.document not in {p.name for p in gold_pairs(folder)}
