"""The command as an operator types it, in a process of its own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "gold" / "dev"
SAMPLE = ROOT / "corpus" / "sample"


def chidao(*arguments: object, cwd: Path, stdin: bytes = b"", code: int = 0) -> tuple[str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=280,
        env={**environment, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == code, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode(), done.stderr.decode()


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_run_twice(tmp_path: Path) -> None:
    database = tmp_path / "kho.db"
    first, _ = chidao("run", "--database", database, "--limit", "12", cwd=tmp_path)
    assert "12 new pages, 12 documents read" in first
    assert "chidao serve" in first
    assert rows(database, "select count(*) from documents") == [(12,)]
    assert rows(database, "select status, command from runs") == [("completed", "run")]
    second, _ = chidao("run", "--database", database, "--limit", "12", cwd=tmp_path)
    assert "nothing new;" in second


def test_extract_prints_one_object_a_line(tmp_path: Path) -> None:
    files = sorted(SAMPLE.glob("*.txt"))[:2]
    printed, _ = chidao("extract", *files, cwd=tmp_path)
    made = [json.loads(line) for line in printed.splitlines()]
    assert [m["source"] for m in made] == [str(f) for f in files]
    assert {
        "document",
        "officials",
        "units",
        "dates",
        "directives",
        "references",
        "systems",
        "figures",
        "meetings",
        "text",
    } <= set(made[0])
    printed, _ = chidao("extract", "-", cwd=tmp_path, stdin=files[0].read_bytes())
    again = json.loads(printed)
    assert again["source"] == "-"
    assert again["directives"] == made[0]["directives"]
    assert not list(tmp_path.iterdir())  # no database is touched


def test_bad_files_stop_no_good_one(tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    (tmp_path / "rong.txt").write_bytes(b"")
    (tmp_path / "may.bin.txt").write_bytes(os.urandom(3000))
    (tmp_path / "tieng-anh.txt").write_text("The committee met on Monday. " * 30)
    (tmp_path / "to.txt").write_text("Ủy ban nhân dân huyện họp bàn việc làm đường. \n" * 450_000, encoding="utf-8")
    shutil.copy(next(SAMPLE.glob("*.txt")), tmp_path / "tot.txt")
    database = tmp_path / "kho.db"
    names = ["hong.pdf", "rong.txt", "may.bin.txt", "tieng-anh.txt", "to.txt", "khong-co.txt", "tot.txt"]
    printed, said = chidao("ingest", *names, "--database", database, cwd=tmp_path, code=3)
    assert "3 documents stored, 4 failed" in printed
    for name, word in (
        ("hong.pdf", "damaged"),
        ("rong.txt", "empty"),
        ("may.bin.txt", "binary"),
        ("khong-co.txt", "cannot be read"),
    ):
        assert any(name in line and word in line for line in said.splitlines()), said
    problems = dict(
        rows(database, "select replace(address, rtrim(address, replace(address, '/', '')), ''), what from problems")
    )
    assert set(problems) == {"hong.pdf", "rong.txt", "may.bin.txt", "khong-co.txt", "tieng-anh.txt", "to.txt"}
    assert "only the first" in str(problems["to.txt"])
    assert "Vietnamese" in str(problems["tieng-anh.txt"])


def test_unusable_database(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x" * 200)
    _, said = chidao("run", "--database", tmp_path / "file", cwd=tmp_path, code=1)
    assert "no SQLite database" in said
    assert "Traceback" not in said
    _, said = chidao("serve", "--database", tmp_path / "none.db", cwd=tmp_path, code=1)
    assert "make one with" in said


def test_wrong_usage(tmp_path: Path) -> None:
    _, said = chidao("run", "--source", "khong-co", cwd=tmp_path, code=2)
    assert "no source named khong-co" in said
    for command in ("run", "collect", "ingest", "extract", "serve", "score", "sources", "schedule", "train"):
        assert "--help" in chidao(command, "--help", cwd=tmp_path)[0]


@pytest.mark.skipif(not DEV.exists(), reason="no shared gold here")
def test_five_real_pages(tmp_path: Path) -> None:
    database = tmp_path / "kho.db"
    chidao("ingest", *sorted(DEV.glob("seed-*.txt")), "--database", database, cwd=tmp_path)
    notice = rows(database, "select number, issuer, place, issued, signer from documents where kind = 'notice'")
    assert notice == [
        ("32/TB-VP.UBND", "Văn phòng UBND tỉnh Hậu Giang", "Hậu Giang", "2018-03-05", "Nguyễn Hoàng Thoại")
    ]
    assert rows(database, "select count(*) from directives where issuer = 'Mạc Thành Luân'")[0][0] >= 3
