"""The journal: what is written is read again, whatever kills the writer; what is known follows from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.journal import Busy, Exchange, Journal, from_line, journals, to_line
from corpus.known import Item, known

_WORDS = st.text(max_size=20)
_EXCHANGES = st.builds(
    Exchange,
    source=st.just("thu"),
    role=st.sampled_from(["robots", "list", "page", "file", "walk", "run"]),
    address=_WORDS,
    at=st.just("2026-07-01T08:00:00+00:00"),
    answered=_WORDS,
    seconds=st.floats(0, 1000),
    status=st.none() | st.integers(100, 599),
    headers=st.dictionaries(_WORDS, _WORDS, max_size=3),
    raw=st.none() | st.just("0" * 64),
    why=st.sampled_from(["", "missing"]),
    error=_WORDS,
    notes=st.lists(_WORDS, max_size=2).map(tuple),
    found=st.lists(st.tuples(_WORDS, _WORDS, _WORDS), max_size=3).map(tuple),
    listed=st.integers(0, 9),
    whole=st.booleans(),
    wait=st.floats(0, 1000),
)


def exchange(address: str, **said: object) -> Exchange:
    return Exchange(**{"source": "thu", "role": "page", "address": address, "at": "2026-07-01T08:00:00+00:00"} | said)  # type: ignore[arg-type]


@given(_EXCHANGES)
def test_a_line_says_everything(e: Exchange) -> None:
    line = to_line(e)
    assert "\n" not in line
    assert from_line(line) == e


def test_characters_that_no_file_holds(tmp_path: Path) -> None:
    """A lone surrogate, line ends and NUL in somebody's headers come back as they were."""
    odd = exchange("http://x/\udc80\n\r\u2028\0", error="\ud800")
    with Journal(tmp_path, "thu") as journal:
        journal.write(odd)
        journal.write(exchange("b"))
    assert [e for _, e in Journal(tmp_path, "thu").read()] == [odd, exchange("b")]


def test_fields_that_are_not_known_are_passed_over() -> None:
    line = to_line(exchange("a")).replace('"role"', '"tomorrow":1,"role"')
    assert from_line(line) == exchange("a")


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_half_a_line(cut: int, tmp_path: Path) -> None:
    """What a killed writer left behind is not read, and gives way to the next line."""
    with Journal(tmp_path, "thu") as journal:
        for name in "abc":
            journal.write(exchange(name))
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[:-cut])
    assert [e.address for _, e in Journal(tmp_path, "thu").read()] == ["a", "b"]
    with Journal(tmp_path, "thu") as journal:
        journal.write(exchange("d"))
    assert [e.address for _, e in journal.read()] == ["a", "b", "d"]


def test_half_a_line_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "journal" / "thu.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"x" * 200_000)
    with Journal(tmp_path, "thu") as journal:
        journal.write(exchange("a"))
    assert [e.address for _, e in journal.read()] == ["a"]


def test_reading_goes_on_where_it_was(tmp_path: Path) -> None:
    with Journal(tmp_path, "thu") as journal:
        journal.write(exchange("a"))
        ((position, _),) = journal.read()
        journal.write(exchange("ồ"))
        journal.write(exchange("c"))
        rest = list(journal.read(position))
    assert [e.address for _, e in rest] == ["ồ", "c"]
    assert rest[-1][0] == journal.path.stat().st_size
    assert list(journal.read(rest[-1][0])) == []


def test_a_damaged_line_is_said(tmp_path: Path) -> None:
    with Journal(tmp_path, "thu") as journal:
        journal.write(exchange("a"))
    with journal.path.open("ab") as file:
        file.write(b"{nonsense}\n")
    with pytest.raises(ValueError, match=r"thu\.jsonl: line 2 .* is damaged"):
        list(journal.read())


def test_one_writer(tmp_path: Path) -> None:
    with Journal(tmp_path, "thu"), pytest.raises(Busy, match="thu is being collected"), Journal(tmp_path, "thu"):
        pass
    with Journal(tmp_path, "thu") as journal, Journal(tmp_path, "khac") as other:
        journal.write(exchange("a"))
        other.write(exchange("b"))
    assert journals(tmp_path) == ["khac", "thu"]


def test_one_writer_of_several_processes(tmp_path: Path) -> None:
    """A second process says that the source is busy; one that was killed holds nothing up."""
    program = "import sys; from pathlib import Path; from corpus.journal import Journal\nwith Journal(Path(sys.argv[1]), 'thu'): print('here', flush=True); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], **pipes) as other:  # type: ignore[call-overload]
        assert other.stdout.readline() == b"here\n"
        with pytest.raises(Busy), Journal(tmp_path, "thu"):
            pass
        os.kill(other.pid, signal.SIGKILL)
    with Journal(tmp_path, "thu") as journal:
        journal.write(exchange("a"))
    assert [e.address for _, e in journal.read()] == ["a"]


def test_a_journal_that_cannot_be_written_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "journal" / "thu.jsonl"
    path.mkdir(parents=True)
    with pytest.raises(OSError), Journal(tmp_path, "thu"):
        pass
    path.rmdir()
    with Journal(tmp_path, "thu") as journal:
        journal.write(exchange("a"))
    assert [e.address for _, e in journal.read()] == ["a"]


# --------------------------------------------------------------------------------------------------- what is known

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def _iso(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).isoformat()


# An item, and whether it is due now.
DUE = [
    (Item("a"), True),
    (Item("a", first=_iso(48), tried=_iso(1), checked=_iso(1), asked=1), False),
    (Item("a", first=_iso(48), tried=_iso(30), checked=_iso(30), asked=1), True),
    (Item("a", first=_iso(48), tried=_iso(1), checked=_iso(1), asked=1, moved=True), True),
    (Item("a", first=_iso(24 * 400), tried=_iso(24 * 30), checked=_iso(24 * 30), asked=1), False),
    (Item("a", first=_iso(24 * 30), dated="2016-01-01", tried=_iso(24 * 29), checked=_iso(24 * 29), asked=1), False),
    (Item("a", first=_iso(48), tried=_iso(1), failures=1, why="stalled"), True),
    (Item("a", first=_iso(48), tried=_iso(1), failures=1, why="missing"), False),
    (Item("a", first=_iso(48), tried=_iso(25), failures=1, why="missing"), True),
    (Item("a", first=_iso(48), tried=_iso(25), failures=7, why="stalled"), False),
    (Item("a", first=_iso(48), tried=_iso(24 * 31), failures=99, why="stalled"), True),
    (Item("a", first=_iso(48), raw="0", tried=_iso(24 * 29), failures=1, why="gone"), False),
    (Item("a", first=_iso(48), raw="0", tried=_iso(24 * 31), failures=1, why="gone"), True),
]


@pytest.mark.parametrize(("item", "wanted"), DUE)
def test_due(item: Item, wanted: bool) -> None:
    assert item.due(NOW) == wanted


def test_what_is_known_of_a_page() -> None:
    state = known(
        [
            exchange("L", role="list", found=(("a", "", "Tin a"), ("b", "http://b", "Tin b"))),
            exchange("L", role="walk", whole=True),
            exchange("a", raw="1", headers={"etag": '"x"', "content-type": "text/html"}, result="new"),
            exchange("a", raw="1", status=304, headers={"date": "today"}, result="same"),
            exchange("b", why="missing", status=404),
            exchange("L", role="list", found=(("a", "", "Tin a, sửa"),)),
        ]
    )
    a, b = state.items["a"], state.items["b"]
    assert (a.raw, a.asked, a.moved, a.headers["etag"]) == ("1", 2, True, '"x"')
    assert (b.raw, b.failures, b.why, b.url) == (None, 1, "missing", "http://b")
    assert a.conditions() == {"If-None-Match": '"x"'}
    assert state.settled("L", "a")
    assert not state.settled("L", "c")


def test_a_walk_that_breaks_off_covers_nothing() -> None:
    first = [exchange("L", role="list", found=(("a", "", ""),)), exchange("L", role="walk", why="stalled")]
    assert not known(first).settled("L", "a")
    later = [exchange("L#2", role="list", parent="L", found=(("b", "", ""),)), exchange("L", role="walk", whole=True)]
    state = known(first + later)
    assert state.settled("L", "a")
    assert state.settled("L", "b")


def test_every_fourth_question_has_no_conditions() -> None:
    item = Item("a", raw="1", headers={"etag": '"x"', "last-modified": "then"})
    asked = []
    for n in range(1, 9):
        item.asked = n
        asked.append(bool(item.conditions()))
    assert asked == [True, True, True, False] * 2
