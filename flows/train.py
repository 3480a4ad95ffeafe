"""Rebuilds every weight from the project's own annotated texts, and measures what each model adds.

The tagger comes first; the models of clauses and of their parts then learn from what taggers say that have not seen the
text (cross-fitting), since that is what they will be given in the field.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.canonical import squash
from corpus.document import Document
from corpus.gold import gold_pairs
from corpus.readers import read_file
from extractors._addressees import ITSELF, Memory, described, offers
from extractors._clauses import Clause, clauses
from extractors._directing import attributes
from extractors._parts import parse, rows
from extractors._roles import evidence
from extractors._tagging import paragraphs
from extractors._zones import zones
from extractors.lexicon import lines
from extractors.officials import persons
from models import addressees as addressee_model
from models import clauses as clause_model
from models import parts as part_model
from models import roles as role_model
from models import tagger
from models._crf import Example, using

FOLDS = 5
Text = tuple[str, Document, dict[str, Any]]  # name, document, gold


def names_examples(document: Document, gold: dict[str, Any]) -> Iterator[Example]:
    """Features and labels of each paragraph of `document` for the tagger, the gold's strings found in its text."""
    z = zones(document)
    layers = (
        _person_spans(z.flat, gold),
        _unit_spans(z.flat, gold, z.body[z.foot].start if z.foot < len(z.body) else len(z.flat)),
    )
    for words, hints, place in paragraphs(z):
        texts = [z.flat[w.start : w.end] for w in words]
        labels = []
        parts = []
        for spans in layers:
            layer = ["O"] * len(words)
            for a, b, kind in spans:
                inside = [k for k, w in enumerate(words) if w.start < b and a < w.end]
                for k in inside:
                    layer[k] = f"I-{kind}"
                if inside and words[inside[0]].start >= a:
                    layer[inside[0]] = f"B-{kind}"
            parts.append(layer)
        labels = [f"{p}|{u}" for p, u in zip(*parts, strict=True)]
        yield tagger.features(texts, hints, place), labels


def _find(flat: str, text: str, *, fold: bool = False) -> Iterator[tuple[int, int]]:
    pattern = r"\s+".join(re.escape(w) for w in text.split())
    for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", flat, re.IGNORECASE if fold else 0):
        yield m.span()


def _longest_first(flat: str, strings: Iterable[tuple[str, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for text, kind in sorted(set(strings), key=lambda x: -len(x[0])):
        for a, b in _find(flat, text):
            if not any(a < d and c < b for c, d, _ in kept):
                kept.append((a, b, kind))
    return sorted(kept)


def _person_spans(flat: str, gold: dict[str, Any]) -> list[tuple[int, int, str]]:
    strings = [(o["name"], "PER") for o in gold["officials"]]
    strings += [(o["name"].upper(), "PER") for o in gold["officials"]]
    strings += [(t, "TIT") for o in gold["officials"] for t in o["titles"]]
    return _longest_first(flat, strings)


def _unit_spans(flat: str, gold: dict[str, Any], foot: int) -> list[tuple[int, int, str]]:
    kinds = {"agency": "AGY", "area": "ARE"}
    spans = _longest_first(flat, [(u["text"], kinds[u["type"]]) for u in gold["units"]])
    fields = set(lines("fields.txt"))
    kept = []
    for a, b, kind in spans:
        words = flat[a:b]
        # An elided name ("các Bộ: Tài chính, Xây dựng") is a name only in such a list.
        elided = words in fields or (
            re.fullmatch(r"[A-ZĐ&]{2,6}", words) and a < foot and words not in ("BCĐ", "VPCP", "TKV", "EVN")
        )
        if elided and not re.search(r"(?:[:,(]|và|Bộ|Sở|-) *$", flat[max(0, a - 8) : a]):
            continue
        kept.append((a, b, kind))
    return kept


def tokens_f1(a: str, b: str) -> float:
    """F1 of the word multisets of `a` and `b`, lower case."""
    x, y = (Counter(re.findall(r"\w+", s.lower())) for s in (a, b))
    common = sum((x & y).values())
    return 2 * common / (sum(x.values()) + sum(y.values())) if common else 0.0


def clause_labels(document: Document, gold: dict[str, Any]) -> tuple[list[str], list[int | None]]:
    """For each clause its strength or "none", and the index of the gold directive that it states."""
    all_clauses = clauses(document)
    labels, index = ["none"] * len(all_clauses), [None] * len(all_clauses)
    texts = [document.quote(c.start, c.end) for c in all_clauses]
    for g, d in enumerate(gold["directives"]):
        evidence = " ".join(d["evidence"].split())
        for i, text in enumerate(texts):
            if len(text) > 8 and (
                text.rstrip(".;") in evidence or evidence.rstrip(".;") in text or tokens_f1(text, evidence) >= 0.6
            ):
                labels[i], index[i] = d["strength"], g  # type: ignore[call-overload]
    return labels, index  # type: ignore[return-value]


def clause_example(document: Document, gold: dict[str, Any]) -> Example:
    """Attributes and labels of the clauses of `document`."""
    return attributes(document, gold["document"]["kind"]), clause_labels(document, gold)[0]


def part_examples(document: Document, gold: dict[str, Any]) -> Iterator[Example]:
    """Features and labels of each clause that the gold calls a directive, for the parser of its parts."""
    flat = zones(document).flat
    _, index = clause_labels(document, gold)
    for c, g in zip(clauses(document), index, strict=True):
        if g is None:
            if c.leads and (governed := _governed(document, c, index)):
                words, rows_ = rows(document, c)
                labels = ["O"] * len(words)
                for text in dict.fromkeys(t for k in governed for t in gold["directives"][k]["addressees"]):
                    for a, b in list(_find(flat[c.start : c.end], text))[-1:]:
                        _label(words, labels, a + c.start, b + c.start, "ADR")
                yield rows_, labels
            continue
        d = gold["directives"][g]
        words, rows_ = rows(document, c)
        labels = ["O"] * len(words)
        action = next(((a + c.start, b + c.start) for a, b in _find(flat[c.start : c.end], d["action"])), None)
        if action is None:
            # The clause may hold only the end or the beginning of what the gold quotes.
            action = (
                (c.start, c.end)
                if " ".join(flat[c.start : c.end].split()).rstrip(".;,") in " ".join(d["action"].split())
                else None
            )
        if action is None:
            continue
        _label(words, labels, *action, "ACT")
        stop = action[0] if action[0] > c.start else c.end
        for text in d["addressees"]:
            spans = [(a + c.start, b + c.start) for a, b in _find(flat[c.start : c.end], text)]
            outside = [s for s in spans if not (action[0] <= s[0] < action[1])]
            if outside:
                _label(words, labels, *outside[-1 if outside[-1][0] < stop else 0], "ADR")
        yield rows_, labels


def _governed(document: Document, lead: Clause, index: list[int | None]) -> list[int]:
    """The gold directives that stand right under the lead-in `lead`."""
    p = zones(document).report[lead.paragraph]
    return [
        g
        for c, g in zip(clauses(document), index, strict=True)
        if g is not None and c.governors and c.governors[-1] == (p.body, p.end)
    ]


def addressee_examples(document: Document, gold: dict[str, Any]) -> Iterator[tuple[set[str], bool]]:
    """Features of every offer of addressees for each gold directive of `document`, and whether it is the right one.

    What carries over from the directives before is taken from the gold, so that one wrong choice teaches no others.
    """
    flat = zones(document).flat
    memory = Memory()
    for c, g in zip(clauses(document), clause_labels(document, gold)[1], strict=True):
        if c.leads:
            memory.leads(document, c)
        if g is None:
            memory.passed(document, c)
            continue
        names = gold["directives"][g]["addressees"]
        parts = parse(document, c)
        made = offers(document, c, parts, memory)
        rights = [_same_names([document.quote(a, b) for a, b in o.spans], names) for o in made]
        for offer, right in zip(made, rights, strict=True):
            yield described(document, c, offer, made, parts, memory), right
        right_one = next((o for o, right in zip(made, rights, strict=True) if right), None)
        if right_one:
            memory.told(c, right_one.spans, own=right_one.source in ITSELF)
        else:
            found = [list(_find(flat[: c.end], n))[-1:] for n in names]
            spans = [span for hit in found for span in hit]
            memory.told(c, spans, own=bool(spans) and spans[0][0] >= c.start)


def _same_names(found: list[str], gold: list[str]) -> bool:
    return len(found) == len(gold) and all(any(tokens_f1(a, b) >= 0.8 for b in found) for a in gold)


def _label(words: list[Any], labels: list[str], start: int, end: int, kind: str) -> None:
    inside = [i for i, w in enumerate(words) if w.start < end and start < w.end]
    for k, i in enumerate(inside):
        labels[i] = f"{'I' if k else 'B'}-{kind}"


def role_examples(document: Document, gold: dict[str, Any]) -> Iterator[tuple[set[str], set[str]]]:
    """Features and gold roles of each person that is found in `document` and that the gold knows."""
    z = zones(document)
    found = persons(z, None)
    roles = {o["name"].lower(): set(o["roles"]) for o in gold["officials"]}
    for person, (_, features) in zip(found, evidence(z, found), strict=True):
        if person.name.lower() in roles:
            yield features, roles[person.name.lower()]


def texts(folder: Path) -> list[Text]:
    """The annotated texts of `folder`."""
    return [(p.name, read_file(p.path, source="sample", address=p.path.name), p.gold) for p in gold_pairs(folder)]


def folds(all_texts: Sequence[Text], n: int = FOLDS) -> Iterator[tuple[list[Text], list[Text]]]:
    """(kept for training, held out) `n` times; every n-th text, so that each fold has all genres."""
    for k in range(n):
        yield [t for i, t in enumerate(all_texts) if i % n != k], [t for i, t in enumerate(all_texts) if i % n == k]


def train_models(
    all_texts: Sequence[Text], only: str | None = None, *, inner: int = FOLDS
) -> Iterator[tuple[str, float]]:
    """Train on `all_texts` into the weights in use, cross-fitting in `inner` folds; yields each model's name and seconds."""
    began = time.monotonic()
    if only in (None, "names"):
        tagger.train(e for _, d, g in all_texts for e in names_examples(d, g))
        yield "names", time.monotonic() - began
    if only == "names":
        return
    began = time.monotonic()
    rows: dict[str, tuple[Example, list[Example], list[tuple[set[str], set[str]]]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for k, (kept, held) in enumerate(folds(all_texts, inner)):
            with using(Path(scratch) / str(k)):
                tagger.train(e for _, d, g in kept for e in names_examples(d, g))
                rows |= {
                    name: (clause_example(d, g), list(part_examples(d, g)), list(role_examples(d, g)))
                    for name, d, g in held
                }
        ordered = [rows[name] for name, _, _ in all_texts]
        chosen: list[tuple[set[str], bool]] = []
        if only in (None, "addressees"):
            for k, (kept, held) in enumerate(folds(all_texts, inner)):
                with using(Path(scratch) / str(k)):
                    part_model.train(e for name, _, _ in kept for e in rows[name][1])
                    chosen += [e for _, d, g in held for e in addressee_examples(d, g)]
    if only in (None, "clauses"):
        clause_model.train(example for example, _, _ in ordered)
        yield "clauses", time.monotonic() - began
    if only in (None, "parts"):
        began = time.monotonic()
        part_model.train(e for _, examples, _ in ordered for e in examples)
        yield "parts", time.monotonic() - began
    if only in (None, "addressees"):
        began = time.monotonic()
        addressee_model.train(chosen)
        yield "addressees", time.monotonic() - began
    if only in (None, "roles"):
        began = time.monotonic()
        role_model.train([e for _, _, examples in ordered for e in examples])
        yield "roles", time.monotonic() - began


def together(sample: Sequence[Text], more: Iterable[Path]) -> list[Text]:
    """`sample` and the annotated texts of the folders `more`, under names of their own; a text that is known is not taken
    again. Raises FileNotFoundError for a folder without any.
    """
    found = list(sample)
    known = {squash(d.text) for _, d, _ in found}
    for n, folder in enumerate(more, 1):
        here = texts(folder)
        if not here:
            raise FileNotFoundError(f"{folder}: no annotated texts here (NAME.txt beside NAME.json)")
        for name, document, gold in here:
            if (words := squash(document.text)) not in known:
                known.add(words)
                found.append((f"{n}/{name}", document, gold))
    return found


def train_all(
    only: str | None = None, *, ablation: bool = False, more: Iterable[Path] = ()
) -> Iterator[tuple[str, float]]:
    """Rebuild the shipped weights from corpus/sample and the annotated texts of the folders `more`; with `ablation`,
    cross-validate the sample too and write docs/models.md.
    """
    sample = texts(Path("corpus") / "sample")
    if not sample:
        raise FileNotFoundError("corpus/sample: no annotated texts here; run this in the project's folder")
    yield from train_models(together(sample, more), only)
    if ablation:
        from flows.ablation import write

        began = time.monotonic()
        write(sample)
        yield "ablation", time.monotonic() - began
