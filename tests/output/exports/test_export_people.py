"""Popolo and FollowTheMoney.

No package of a free licence carries Popolo's own JSON schemas, so what the specification says of its classes is written
out here: which properties there are, of which types, and that references lead somewhere. FollowTheMoney's own library
judges its entities.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model
from taking import written

from output.exports.choosing import Chosen

DAY = re.compile(r"\d{4}(-\d\d){0,2}")
# Class → property → its type; those of the specification, and the two of ours.
TEXT, LIST = str, list
PROPERTIES: dict[str, dict[str, type]] = {
    "persons": {"id": TEXT, "name": TEXT, "other_names": LIST, "links": LIST, "sources": LIST},
    "organizations": {
        "id": TEXT,
        "name": TEXT,
        "other_names": LIST,
        "classification": TEXT,
        "links": LIST,
        "sources": LIST,
    },
    "posts": {"id": TEXT, "label": TEXT, "role": TEXT, "organization_id": TEXT},
    "memberships": {
        "id": TEXT,
        "label": TEXT,
        "role": TEXT,
        "person_id": TEXT,
        "organization_id": TEXT,
        "post_id": TEXT,
        "sources": LIST,
    },
}
OURS = {"first_mentioned", "last_mentioned"}
NEEDED = {"persons": {"id", "name"}, "organizations": {"id", "name"}, "posts": {"id", "label", "organization_id"}}
NEEDED["memberships"] = {"id", "person_id", "role", "sources"}


def popolo(path: Path, folder: Path, **asked: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(written(path, "popolo", folder, **asked).read_bytes())
    return found


@pytest.mark.parametrize("chosen", [Chosen(), Chosen(unit="sở-y-tế"), Chosen(sources=("b",)), Chosen(since="2026")])
def test_popolo_keeps_its_specification(store: Path, tmp_path: Path, chosen: Chosen) -> None:
    found = popolo(store, tmp_path, chosen=chosen)
    assert list(found) == ["persons", "organizations", "posts", "memberships"]
    ids = {name: {o["id"] for o in objects} for name, objects in found.items()}
    for name, objects in found.items():
        assert len(ids[name]) == len(objects)
        for one in objects:
            assert {k: type(v) for k, v in one.items() if k not in OURS}.items() <= PROPERTIES[name].items()
            assert NEEDED[name] <= {k for k, v in one.items() if v} | {"name", "id"}
            assert all(DAY.fullmatch(one[k]) for k in OURS & set(one))
            for link in (*one.get("sources", ()), *one.get("links", ())):
                assert re.fullmatch(r"(https?://|urn:uuid:)[^\s<>\"]+", link["url"])
                assert set(link) <= {"url", "note"}
            assert all(o["name"] for o in one.get("other_names", ()))
    references = {"person_id": "persons", "organization_id": "organizations", "post_id": "posts"}
    for one in (*found["posts"], *found["memberships"]):
        assert all(one[k] in ids[name] for k, name in references.items() if k in one)


def test_two_of_one_name_stay_two(plain: Path, tmp_path: Path) -> None:
    found = popolo(plain, tmp_path)
    assert [(p["id"], p["name"]) for p in found["persons"]] == [
        ("trần-văn-bình@sở-y-tế", "Trần Văn Bình"),
        ("trần-văn-bình@ủy-ban-nhân-dân-huyện-hòa-vang", "Trần Văn Bình"),
    ]
    chair = next(m for m in found["memberships"] if m["role"] == "Chủ tịch UBND huyện")
    assert chair["organization_id"] == "ủy-ban-nhân-dân-huyện-hòa-vang"
    assert (chair["first_mentioned"], chair["last_mentioned"]) == ("2025-11", "2026-03-02")
    assert "start_date" not in chair
    assert [s["url"].split("/-/")[0] for s in chair["sources"]] == [
        "https://so.example.org",
        "https://a.example.org/12",
    ]
    assert all("“Chủ tịch UBND huyện” … “Trần Văn Bình”" in s["note"] for s in chair["sources"])
    assert chair["sources"][0]["note"].endswith("; tin.txt")
    assert {o["classification"] for o in found["organizations"]} == {"agency"}


def entities(path: Path, folder: Path, **asked: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(path, "ftm", folder, **asked).read_bytes().splitlines()]


def unquoted(properties: dict[str, list[str]]) -> dict[str, list[str]]:
    """Values as the library cleans names: without quotation marks around the whole."""
    return {
        k: sorted(re.sub(r"^[\"'](.*)[\"']$", r"\1", v).strip() for v in values) for k, values in properties.items()
    }


@pytest.mark.parametrize("chosen", [Chosen(), Chosen(unit="sở-y-tế"), Chosen(sources=("b",)), Chosen(since="2026")])
def test_the_library_takes_every_entity_and_value(store: Path, tmp_path: Path, chosen: Chosen) -> None:
    found = entities(store, tmp_path, chosen=chosen)
    schemata = {e["id"]: model.get(e["schema"]) for e in found}
    assert len(schemata) == len(found)
    for e in found:
        model.get(e["schema"]).validate(e)
        proxy = model.get_proxy(e, cleaned=False)  # cleaned again, value by value: nothing may be dropped or altered
        assert unquoted(proxy.to_dict()["properties"]) == unquoted(e["properties"])
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert schemata[value].is_a(prop.range), (e["schema"], prop.name)


def test_who_tells_whom(plain: Path, tmp_path: Path) -> None:
    found = entities(plain, tmp_path)
    by_id = {e["id"]: e for e in found}
    links = [e["properties"] for e in found if e["schema"] == "UnknownLink"]
    told = {
        (
            by_id[p["subject"][0]]["properties"]["name"][0],
            by_id[p["object"][0]]["properties"]["name"][0],
            *p["role"],
            *p["summary"],
        )
        for p in links
    }
    assert told == {
        ("Trần Văn Bình", "Phòng Nội vụ huyện Hoà Vang", "order", "rà soát hồ sơ một cửa điện tử"),
        ("Trần Văn Bình", "Phòng Nội vụ huyện Hoà Vang", "order", "tổng hợp"),
        ("Trần Văn Bình", "Phòng Nội vụ", "order", "gửi báo cáo"),
    }
    schemata = {e["properties"]["name"][0]: e["schema"] for e in found if e["schema"] in ("PublicBody", "Organization")}
    assert schemata == {
        "Sở Y tế": "PublicBody",
        "Ủy ban nhân dân huyện Hoà Vang": "PublicBody",
        "Phòng Nội vụ": "PublicBody",
        "Phòng Nội vụ huyện Hoà Vang": "PublicBody",
    }
    chair = next(e for e in found if e["schema"] == "Occupancy" and len(e["properties"]["date"]) == 2)
    assert chair["properties"]["date"] == ["2025-11", "2026-03-02"]
    assert by_id[chair["properties"]["post"][0]]["properties"]["organization"][0] in by_id
    assert "startDate" not in chair["properties"]
