"""Collecting over real HTTP on loopback: pagination, politeness, what misbehaves, nothing twice."""

import tarfile
from pathlib import Path

import pytest

from corpus.archive import Archive
from corpus.collecting import Failed, Fetched, collect, normal
from corpus.readers import PageRules, read_bytes
from corpus.sources import Folder, Portal, sources

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "portals" / "stp.tar.gz"

PORTAL = Portal(
    name="thu",
    title="Cổng thử",
    base="http://thu.example.gov.vn/",
    lists=("tin-tuc/",),
    articles=r"/tin/[a-z0-9-]+",
    next_page="trang-{n}/",
    within="#danh-sach",
    rules=PageRules(headline="h1", stamp=".ngay", body=".noi-dung", drop=(".lien-quan",)),
)


def _known(got: list[Fetched | Failed]) -> dict[str, dict[str, object]]:
    return {g.address: {"raw": g.raw, "etag": g.etag, "modified": g.modified} for g in got if isinstance(g, Fetched)}


def assert_nothing_new(first: list[Fetched | Failed], again: list[Fetched | Failed]) -> None:
    """A second collection finds every page again, "not modified", and fails only where the first one failed."""
    good = [g for g in again if isinstance(g, Fetched)]
    assert {g.address for g in good} == {g.address for g in first if isinstance(g, Fetched)}
    assert {(g.status, g.new) for g in good} == {(304, False)}
    assert {g.address for g in again if isinstance(g, Failed)} == {g.address for g in first if isinstance(g, Failed)}


def test_own_portal(tmp_path: Path, serve) -> None:  # type: ignore[no-untyped-def]
    base, seen = serve(HERE.parent / "pages" / "portal")
    archive = Archive(tmp_path)
    got = list(collect(PORTAL, archive, known={}, base=base))
    good = {g.address.rsplit("/", 1)[1]: g for g in got if isinstance(g, Fetched)}
    bad = {g.address.rsplit("/", 1)[1]: g.error for g in got if isinstance(g, Failed)}
    assert sorted(good) == ["cam-on", "chap-chon", "hop-giao-ban", "kiem-tra-de-dieu", "phong-chong-dich", "tap-huan"]
    assert "crawlers" in bad["chan-may"]
    assert "500" in bad["hong"]
    assert "another host" in bad["di-noi-khac"]
    assert "robots.txt" in bad["cam-vao"]
    assert seen.get("/tin/cam-vao") is None  # forbidden pages are not even asked for
    assert all(g.address.startswith("http://thu.example.gov.vn/tin/") for g in good.values())
    d = read_bytes(archive.get(good["hop-giao-ban"].raw), address=good["hop-giao-ban"].address, rules=PORTAL.rules)
    assert d.text.startswith("Thường trực UBND huyện họp giao ban tháng 5\n15/05/2020 09:30\n")
    assert "Tin đã đưa" not in d.text
    assert_nothing_new(got, list(collect(PORTAL, archive, known=_known(got), base=base)))


def test_limit_and_folder(tmp_path: Path) -> None:
    folder = tmp_path / "vao"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.json"):
        (folder / name).write_text(name)
    source = Folder(name="thu", title="Thử", path=folder)
    archive = Archive(tmp_path / "kho")
    got = list(collect(source, archive, known={}))
    assert [(g.address, g.new) for g in got if isinstance(g, Fetched)] == [("a.txt", True), ("b.txt", True)]
    (folder / "b.txt").write_text("khác")
    assert [g.new for g in collect(source, archive, known=_known(got)) if isinstance(g, Fetched)] == [False, True]
    assert len(list(collect(source, archive, known={}, limit=1))) == 1
    missing = list(collect(Folder(name="x", title="x", path=tmp_path / "none"), archive, known={}))
    assert isinstance(missing[0], Failed)
    assert "no such folder" in missing[0].error


NORMAL = [
    ("http://A.vn/tin/x/?utm_source=fb&id=3#top", "http://a.vn/tin/x?id=3"),
    ("http://a.vn/tin/x;jsessionid=12AB", "http://a.vn/tin/x"),
    ("http://a.vn/tin/x/index.html", "http://a.vn/tin/x"),
]


@pytest.mark.parametrize(("url", "wanted"), NORMAL)
def test_one_article_has_one_address(url: str, wanted: str) -> None:
    assert normal(url) == wanted


def test_a_source_that_cannot_work_says_so() -> None:
    with pytest.raises(ValueError, match="base must be"):
        Portal(name="x", title="x", base="ftp://x", lists=("a",), articles="a")
    with pytest.raises(TypeError):
        Portal(name="x", title="x", base="http://x.vn/", lists=("a",), articles="a", selektor="b")  # type: ignore[call-arg]


def test_archive_keeps_and_checks(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha = archive.put(b"abc")
    assert archive.get(sha) == b"abc"
    assert archive.put(b"abc") == sha
    with pytest.raises(KeyError, match="collect its source again"):
        archive.get("0" * 64)
    archive.path(sha).write_bytes(__import__("gzip").compress(b"abd"))
    with pytest.raises(OSError, match="damaged"):
        archive.get(sha)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared portal is not beside this checkout")
def test_shared_portal(tmp_path: Path, serve) -> None:  # type: ignore[no-untyped-def]
    with tarfile.open(SHARED) as tar:
        tar.extractall(tmp_path / "www", filter="data")
    base, _ = serve(tmp_path / "www")
    source = sources()["dak-nong-stp"]
    archive = Archive(tmp_path / "kho")
    got = list(collect(source, archive, known={}, base=base))
    good = [g for g in got if isinstance(g, Fetched)]
    assert len(good) == len({g.address for g in good}) == 24
    for g in good:
        d = read_bytes(archive.get(g.raw), address=g.address, rules=source.rules)  # type: ignore[union-attr]
        assert {m.kind for m in d.marks} >= {"headline", "stamp"}
        for chrome in ("TIN ĐÃ ĐƯA", "TIN MỚI HƠN", "Liên kết Website", "Giấy phép số 110", "Trang chủ"):
            assert chrome not in d.text, g.address
    assert_nothing_new(got, list(collect(source, archive, known=_known(got), base=base)))
