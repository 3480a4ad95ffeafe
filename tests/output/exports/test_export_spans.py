"""Annotations: spaCy's DocBin, CoNLL-U Plus and Label Studio, each read back by its own library to the same spans."""

import itertools
import json
from collections import OrderedDict
from pathlib import Path
from typing import Any

import conllu
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from label_studio_sdk.label_interface import LabelInterface, interface
from spacy.tokens import DocBin
from taking import files, written

from models import docs
from output.exports import docbin, labelstudio
from output.exports._spans import LAYERS, Marked, Span, flat, labels, marked_documents
from output.exports.choosing import Chosen, opened

Places = list[tuple[int, int, str]]


def there(path: Path) -> list[Marked]:
    with opened(path) as db:
        return list(marked_documents(db, Chosen()))


def places(spans: list[Span]) -> Places:
    return [(s.start, s.end, s.label) for s in spans]


def test_spans_quote_what_was_found(plain: Path) -> None:
    said = {
        (label, one.row["text"][s:e])
        for one in there(plain)
        for spans in one.layers.values()
        for s, e, label in places(spans)
    }
    assert said >= {
        ("PERSON", "Trần Văn Bình"),
        ("TITLE", "Giám đốc Sở Y tế"),
        ("AGENCY", "UBND huyện"),
        ("AREA", "Hoà Vang"),
        ("SYSTEM", "một cửa điện tử"),
        ("FIGURE", "15 thủ tục"),
        ("DIRECTIVE", "yêu cầu Phòng Nội vụ 😀 gửi báo cáo."),
        ("ACTION", "gửi báo cáo"),
        ("DEADLINE", "quý II"),
    }
    assert {label for label, _ in said} <= {label for layer in LAYERS for label in labels(layer)}


FLAT = [
    ([(0, 5, "A"), (2, 9, "B")], [(2, 9, "B")]),
    ([(0, 5, "A"), (5, 9, "B")], [(0, 5, "A"), (5, 9, "B")]),
    ([(0, 5, "B"), (0, 5, "A")], [(0, 5, "A")]),
    ([(4, 8, "A"), (0, 4, "A"), (3, 5, "A")], [(0, 4, "A"), (4, 8, "A")]),
]


@pytest.mark.parametrize(("spans", "kept"), FLAT)
def test_flat(spans: Places, kept: Places) -> None:
    assert places(flat(Span(*s) for s in spans)) == kept


@pytest.mark.parametrize("at_once", [400, 3])
def test_docbin_comes_back(store: Path, tmp_path: Path, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "_AT_ONCE", at_once)
    vocab = spacy.blank("xx").vocab
    read = [
        doc
        for name, data in files(written(store, "docbin", tmp_path))
        if name.endswith(".spacy")
        for doc in DocBin().from_bytes(data).get_docs(vocab)
    ]
    wanted = there(store)
    assert len(read) == len(wanted) > 0
    for doc, one in zip(read, wanted, strict=True):
        assert doc.text == one.row["text"]
        assert doc.user_data["id"] == one.row["id"]
        assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == places(flat(one.layers["names"]))
        for layer, spans in one.layers.items():
            assert [(s.start_char, s.end_char, s.label_) for s in doc.spans[layer]] == places(spans)
        assert all(s.text.strip() for s in doc.sents if len(s) > 1)


def test_spacy_reads_the_folder_for_training(plain: Path, tmp_path: Path) -> None:
    from spacy.training import Corpus

    examples = list(Corpus(written(plain, "docbin", tmp_path))(spacy.blank("xx")))
    assert len(examples) == len(there(plain))
    assert any(e.reference.ents for e in examples)


def spans_of(sentences: list[conllu.TokenList], column: str) -> Places:
    found: Places = []
    for token in itertools.chain.from_iterable(sentences):
        tag, start, end = token[column], int(token["chidao:start"]), int(token["chidao:end"])
        if tag.startswith("B-"):
            found.append((start, end, tag[2:]))
        elif tag.startswith("I-"):
            assert found[-1][2] == tag[2:]
            found[-1] = (found[-1][0], end, tag[2:])
        else:
            assert tag == "O"
    return found


def test_conll_comes_back(store: Path, tmp_path: Path) -> None:
    text = written(store, "conll", tmp_path).read_text(encoding="utf-8")
    documents: dict[str, list[conllu.TokenList]] = {}
    for sentence in conllu.parse(text):
        documents.setdefault(sentence.metadata["sent_id"].rsplit("-", 1)[0], []).append(sentence)
    wanted = {m.row["id"]: m for m in there(store) if m.row["text"].strip()}
    assert list(documents) == list(wanted)
    for key, sentences in documents.items():
        one = wanted[key]
        for sentence in sentences:
            assert [t["id"] for t in sentence] == list(range(1, len(sentence) + 1))
            for token in sentence:
                assert one.row["text"][int(token["chidao:start"]) : int(token["chidao:end"])] == token["form"]
        assert "".join(t["form"] for s in sentences for t in s) == "".join(one.row["text"].split())
        for layer, spans in one.layers.items():
            assert spans_of(sentences, f"chidao:{layer}") == places(flat(spans))


def in_text(region: dict[str, Any]) -> dict[str, Any]:
    """A region as this release of the SDK types it: offsets as text. Label Studio itself has numbers."""
    value = region["value"]
    assert (type(value["start"]), type(value["end"])) == (int, int)
    return {**region, "value": {**value, "start": str(value["start"]), "end": str(value["end"])}}


@pytest.fixture
def configuration(monkeypatch: pytest.MonkeyPatch) -> LabelInterface:
    # This release of the SDK uses the name without importing it.
    monkeypatch.setattr(interface, "OrderedDict", OrderedDict, raising=False)
    made = LabelInterface(labelstudio.configuration())
    made.validate()
    return made


def test_label_studio_takes_it(store: Path, tmp_path: Path, configuration: LabelInterface) -> None:
    made = dict(files(written(store, "labelstudio", tmp_path)))
    assert made.pop("labels.xml").decode() == labelstudio.configuration()
    tasks = [t for data in made.values() for t in json.loads(data)]
    wanted = there(store)
    assert len(tasks) == len(wanted)
    for task, one in zip(tasks, wanted, strict=True):
        text = one.row["text"]
        assert configuration.validate_task({"data": task["data"]})
        assert task["data"]["text"] == text
        assert list(task) == ["data", "predictions"]
        (prediction,) = task["predictions"]
        assert configuration.validate_prediction({"result": [in_text(r) for r in prediction["result"]]})
        result = prediction["result"]
        assert len({r["id"] for r in result}) == len(result)
        for layer, spans in one.layers.items():
            mine = [r["value"] for r in result if r["from_name"] == layer]
            assert [(v["start"], v["end"], *v["labels"]) for v in mine] == places(spans)
            assert all(v["text"] == text[v["start"] : v["end"]] for v in mine)
            assert {label for v in mine for label in v["labels"]} <= set(configuration.get_control(layer).labels)


def test_tasks_go_into_several_files(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelstudio, "_AT_ONCE", 2)
    made = dict(files(written(plain, "labelstudio", tmp_path)))
    assert [len(json.loads(made[n])) for n in sorted(made) if n.endswith(".json")] == [2, 1]


@given(st.text(st.sampled_from("aữ 1.'’\n\t😀-\u0301\u200b"), max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_tokens_are_cut_and_hold_all_but_white_space(text: str, cuts: list[int]) -> None:
    found = docs.tokens(text, cuts)
    assert "".join(text[t.start : t.end] for t in found) == "".join(text.split())
    assert not [t for t in found for c in cuts if t.start < c < t.end]
    assert [t for s in docs.by_sentence(text, found) for t in s] == found
    assert docs.marked_doc(text, [], {}, {}).text == text
