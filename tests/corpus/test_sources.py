"""The source files: all of them load and say what they are; what is wrong is told with its place; check sees what is odd."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from typer.testing import CliRunner

from corpus.checking import BAD, GOOD, WARNING, Line, agreement, check
from corpus.listing import allowed
from corpus.sources import HERE, Folder, Portal, SourceError, load, parse, sources
from flows.cli import app

FILES = sorted(HERE.glob("*.toml"))
PORTALS = {name: s for name, s in sources().items() if isinstance(s, Portal)}
PAGES = Path(__file__).parent.parent / "pages" / "portal"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_source_file(path: Path) -> None:
    source = load(path)
    assert source.name == path.stem
    assert source.title
    if not isinstance(source, Portal):
        return
    # Nobody has tried these on their live portals yet: a date here would be a claim.
    assert source.tried is None
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert source.unit
    assert source.place
    assert source.expect > 0
    assert urlsplit(source.base).hostname.endswith((".vn", ".gov.vn"))  # type: ignore[union-attr]
    for listing in source.lists:
        address = urljoin(source.base, listing.address)
        assert allowed(source, None, address), f"{address} is forbidden by `never`"
    if source.name != "dak-nong-stp":
        assert 2 <= (source.pace or 0) <= 5
        assert "tried live" in " ".join(re.findall(r"(?m)^# (.*)", path.read_text(encoding="utf-8")))


def test_source_files_cover_what_portals_do() -> None:
    assert len(PORTALS) >= 15
    assert len({s.base for s in PORTALS.values()}) == len(PORTALS)
    kinds = [x.kind for s in PORTALS.values() for x in s.lists]
    assert kinds.count("feed") >= 3
    assert "sitemap" in kinds
    nexts = [x.next for s in PORTALS.values() for x in s.lists if x.next]
    assert any(n.form for n in nexts)
    assert any(n.link for n in nexts)
    assert any(n.number for n in nexts)
    assert sum(len(s.article) > 1 for s in PORTALS.values()) >= 2
    assert any(s.hours for s in PORTALS.values())


WHOLE = """
name = "thu"
title = "Cổng thử"
base = "http://thu.example.gov.vn/"
[[lists]]
address = "tin-tuc/"
items = "#danh-sach"
match = '/tin/[a-z0-9-]+'
next = { number = "trang-{n}/" }
[[article]]
headline = "h1"
stamp = ".ngay"
body = ".noi-dung"
drop = [".lien-quan"]
"""

WRONG = [
    (WHOLE.replace("title", "titel"), "titel"),
    (WHOLE.replace('name = "thu"', 'name = "Thử"'), "name"),
    (WHOLE.replace("http://thu", "ftp://thu"), "base must be"),
    (WHOLE.replace("[a-z0-9-]+", "[a-z"), "no regular expression"),
    (WHOLE.replace('"h1"', '"h1["'), "no CSS selector"),
    (WHOLE.replace("trang-{n}/", "trang-2/"), "must hold {n}"),
    (WHOLE.replace("trang-{n}/", "trang-{n:zz}/"), "a format that no number has"),
    (WHOLE.replace("{ number", '{ link = "a", number'), "exactly one of"),
    (WHOLE + "[[article]]\nheadline = 'h2'\n", "ascending, different since dates"),
    (WHOLE.replace("[[lists]]", '[[lists]]\nkind = "feed"'), "has no items selector"),
    (WHOLE.split("[[lists]]")[0], "lists"),
    (WHOLE.replace('"Cổng thử"', "Cổng"), "no TOML"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_is_told(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=re.escape(said)):
        parse(text)


def test_a_date_chooses_the_design() -> None:
    source = PORTALS["bo-cong-thuong"]
    old, new = source.article
    assert source.rules("2021-12-31T20:00:00+00:00") is old
    assert source.rules("2022-01-01T00:00:00+00:00") is new
    assert source.rules(None) is new


def checked(text: str, base: str | None, pages: int = 3) -> list[Line]:
    source = parse(text)
    return list(check(source, base, pages))


def test_check_understands(serve) -> None:  # type: ignore[no-untyped-def]
    base, seen = serve(PAGES)
    lines = checked(WHOLE, base, 2)
    assert lines[-1].part == "verdict"
    robots, listed, second = [x for x in lines if x.part in ("robots", "list")]
    assert (robots.level, listed.level, second.level) == (GOOD, GOOD, GOOD)
    assert listed.values["items"] == 7
    assert second.values["fresh"] == 3
    read = [x for x in lines if x.part == "article" and "headline" in x.values]
    assert read[0].values["headline"] == "Thường trực UBND huyện họp giao ban tháng 5"
    assert read[0].values["day"] == "2020-05-15"
    compared = [x.values["agreement"] for x in lines if "agreement" in x.values]
    assert len(compared) == 2
    assert min(compared) > 0.9  # type: ignore[type-var]
    assert sum(seen.values()) == 5  # robots.txt, two pages of the list, two articles: no more


ODD = [
    # what is changed in the file, the level and part and words of the line that must tell it, the verdict's level
    ({"#danh-sach": "#khong-co"}, BAD, "list", "no element #khong-co", BAD),
    ({"/tin/[a-z0-9-]+": "/bai/.+"}, BAD, "list", "none of 7 links matches", BAD),
    (
        {"[[article]]": "[[article]]\nsince = 2020-01-01", '"h1"': '"h4"'},
        WARNING,
        "article",
        "promises a headline",
        WARNING,
    ),
    ({'".noi-dung"': '"#menu"'}, BAD, "article", "can't be read", BAD),
    ({"tin-tuc/": "khong-co/"}, BAD, "list", "404", BAD),
    (
        {'next = { number = "trang-{n}/" }': 'next = { number = "?trang={n}" }'},
        WARNING,
        "list",
        "items of the first",
        WARNING,
    ),
    ({'next = { number = "trang-{n}/" }': 'next = { link = "a.sau" }'}, WARNING, "list", "no further page", WARNING),
    ({'next = { number = "trang-{n}/" }': "least = 50"}, WARNING, "list", "expects 50", WARNING),
    ({'address = "tin-tuc/"': 'address = "tin/cam-vao"'}, BAD, "list", "robots.txt forbids", BAD),
    ({'headline = "h1"': 'headline = "#footer"'}, WARNING, "article", "it is the site's", WARNING),
    ({'next = { number = "trang-{n}/" }': ""}, GOOD, "list", "no further pages known", GOOD),
    ({'".lien-quan"': '".khong-co"'}, GOOD, "article", "found nothing on any of 2 pages", GOOD),
]


@pytest.mark.parametrize(("changes", "level", "part", "said", "verdict"), ODD)
def test_check_tells_what_is_odd(
    changes: dict[str, str], level: str, part: str, said: str, verdict: str, serve
) -> None:  # type: ignore[no-untyped-def]
    text = WHOLE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    base, _ = serve(PAGES)
    lines = checked(text, base, 2)
    assert any((x.level, x.part) == (level, part) and said in x.what for x in lines), [x.what for x in lines]
    assert lines[-1].level == verdict


def test_check_sees_a_page_almost_without_text(tmp_path: Path, serve) -> None:  # type: ignore[no-untyped-def]
    page = "<title>Ảnh lễ khánh thành cầu</title><h1>Ảnh lễ khánh thành cầu</h1><p class=ngay>{}</p><div class=noi-dung><p>Ảnh: Văn phòng UBND huyện, {}.</p></div>"
    (tmp_path / "tin").mkdir()
    (tmp_path / "tin-tuc").mkdir()
    (tmp_path / "tin" / "anh").write_text(page.format("hôm qua", "chụp sáng nay"), encoding="utf-8")
    (tmp_path / "tin-tuc" / "index.html").write_text(
        '<div id="danh-sach"><a href="/tin/anh">Ảnh</a></div>', encoding="utf-8"
    )
    base, _ = serve(tmp_path)
    said = [x.what for x in checked(WHOLE, base) if x.level == WARNING]
    assert any("characters of text" in x for x in said)
    assert any("no date could be read from the stamp “hôm qua”" in x for x in said)


def test_check_without_a_server() -> None:
    source = WHOLE.replace("base = ", "private = true\ntimeout = 2\nbase = ").replace(
        "thu.example.gov.vn", "127.0.0.1:9"
    )
    lines = checked(source, None)
    assert lines[-1].level == BAD
    assert any(x.part == "robots" and x.level == BAD for x in lines)


def test_check_of_a_public_source_without_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHIDAO_CONTACT", raising=False)
    lines = checked(WHOLE, None)
    assert [x.level for x in lines] == [BAD, BAD]
    assert "CHIDAO_CONTACT" in lines[0].what


def test_check_of_a_folder(tmp_path: Path) -> None:
    source = Folder(kind="folder", name="thu", title="Thử", path=tmp_path)
    assert list(check(source))[-1].level == BAD
    (tmp_path / "a.txt").write_text("UBND huyện yêu cầu các phòng báo cáo trước ngày 25/5.", encoding="utf-8")
    assert list(check(source))[-1].level == GOOD
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 hong")
    assert list(check(source))[-1].level == WARNING


@pytest.mark.parametrize(
    ("a", "b", "share"), [("một hai", "một hai", 1.0), ("", "", 1.0), ("a b", "c d", 0.0), ("a b", "a c", 0.5)]
)
def test_agreement(a: str, b: str, share: float) -> None:
    assert agreement(a, b) == share


def test_commands(tmp_path: Path, serve) -> None:  # type: ignore[no-untyped-def]
    base, _ = serve(PAGES)
    run = CliRunner()
    listed = run.invoke(app, ["sources", "list"])
    assert listed.exit_code == 0
    assert "bao-chinh-phu" in listed.stdout
    assert "not yet" in listed.stdout
    file = tmp_path / "thu.toml"
    file.write_text(WHOLE, encoding="utf-8")
    good = run.invoke(app, ["sources", "check", str(file), "--base", base, "--pages", "2"])
    assert good.exit_code == 0, good.stdout
    assert "✓" in good.stdout
    machine = run.invoke(app, ["sources", "check", str(file), "--base", base, "--pages", "3", "--json"])
    assert machine.exit_code == 3  # the third page turns crawlers away
    lines = [json.loads(line) for line in machine.stdout.splitlines()]
    assert [x["values"].get("why") for x in lines if x["level"] == "bad"] == ["script-only"]
    file.write_text(WHOLE.replace("#danh-sach", "#x"), encoding="utf-8")
    assert run.invoke(app, ["sources", "check", str(file), "--base", base]).exit_code == 1
    assert run.invoke(app, ["sources", "check", "khong-co"]).exit_code == 2
    new = run.invoke(app, ["sources", "new", f"{base}tin-tuc/", "--name", "moi", "--write", str(tmp_path)])
    assert new.exit_code == 0, new.output
    made = load(tmp_path / "moi.toml")
    assert isinstance(made, Portal)
    assert made.lists[0].next
    assert (
        run.invoke(app, ["sources", "new", f"{base}tin-tuc/", "--name", "moi", "--write", str(tmp_path)]).exit_code == 2
    )
    assert run.invoke(app, ["sources", "new", f"{base}khong-co/"]).exit_code == 1
