"""Two stores to take away from: a plain one, where what must come out is known, and one whose every text is hostile."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.hostile import ADDRESSES, TEXTS, by_hand
from taking import KINDS, crossing_spans, other_kinds, readings

from corpus.document import Reading, document
from output.database import Store


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of `readings`."""
    path = tmp_path_factory.mktemp("plain") / "chidao.db"
    with Store(path, KINDS) as store:
        store.add_source("a", "Cổng A", "portal", "https://a.example.org")
        store.add_source("b", "Cổng B", "portal", "https://b.example.org")
        store.write(readings(), fingerprint="f")
        store.publish()
    return path


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which every text, address and field is hostile, the codes of the last document, too."""
    path = tmp_path_factory.mktemp("hostile") / "chidao.db"
    with Store(path, KINDS) as store:
        for n, (name, text) in enumerate([*TEXTS.items(), ("empty", "")]):
            for body in (document(f"{text}\n\n- {text}\n1. {text}").text, f"{text}\n{text}"):
                name_of = f"{name} {text}"
                store.add_source(name_of, text, text, text, text, text)
                address = f"{ADDRESSES[n % len(ADDRESSES)]}#{n}{len(body)}"
                d = document("", source=name_of, address=address, raw=name, fetched=None if n % 2 else text)
                object.__setattr__(d, "text", body)  # past what the reader cleans
                findings = {kind: tuple(by_hand(kind, d, text)) for kind in KINDS}
                store.write([Reading(d, findings)], fingerprint=text)
        store.publish()
        with store.db.atomic():
            crossing_spans(store)
            other_kinds(store, d.id)
    return path


@pytest.fixture(params=["plain", "hostile"])
def store(request: pytest.FixtureRequest) -> Path:
    """Each of the two."""
    path: Path = request.getfixturevalue(request.param)
    return path
