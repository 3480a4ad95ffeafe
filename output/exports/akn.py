"""Official documents as Akoma Ntoso 3.0 (http://docs.oasis-open.org/legaldocml/akn-core/v1.0/), a file each.

Notices, dispatches, decisions, plans, orders and reports; news is none. Each is a ``<doc>``, the structure for whatever is
no bill, act or judgment, since a portal's text does not tell its articles apart reliably:

* FRBR identification: ``/akn/vn/doc/TYPE/ISSUER/DATE/NUMBER``, of the document's type, issuer, date and number as far as it
  states them; its key in the store is an alias.
* The published text is whole: a ``<paragraph>`` each paragraph or list item, its marker as ``<num>``, all words and line
  ends kept. Only characters that XML forbids are left out.
* Persons, offices, organizations, places, days, cited documents and directives are marked where they stand, as long as they
  nest; those that cross another or a paragraph's end stand in ``<references>`` and ``<analysis>`` only.
* ``<analysis>`` holds the directives, in a namespace of ours: who, whom, what, by when, how strong, and the proving words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.canonical import fold
from corpus.layout import lay_out
from output.entities import key
from output.exports._akn_inline import Inline, escaped, marked, nested, quoted
from output.exports._spans import Marked, Span, marked_documents
from output.exports._words import full_day, iri, is_url, listed
from output.exports.choosing import Order

# Kind of document → the type as its URI has it, spelt as the types of cited documents are.
TYPES = {
    "notice": "thong-bao",
    "dispatch": "cong-van",
    "decision": "quyet-dinh",
    "plan": "ke-hoach",
    "order": "chi-thi",
    "report": "bao-cao",
}
_NAMESPACES = 'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0" xmlns:chidao="urn:chidao"'
# Types of cited documents that are acts, of general effect.
_ACTS = frozenset(
    "hien-phap bo-luat luat phap-lenh nghi-dinh nghi-quyet nghi-quyet-lien-tich thong-tu thong-tu-lien-tich".split()
)
# Label of a span → the element that marks it, its class in the ontology, and the beginning of its eId.
_MARKS = {
    "PERSON": ("person", "TLCPerson", "person"),
    "TITLE": ("role", "TLCRole", "role"),
    "AGENCY": ("organization", "TLCOrganization", "org"),
    "AREA": ("location", "TLCLocation", "loc"),
}
_US = '<TLCOrganization eId="chidao" href="/akn/ontology/organization/vn/chidao" showAs="chidao"/>'


def write(db: sqlite3.Connection, folder: Path, order: Order) -> None:
    """Write a file a document into `folder`, which is there and empty: KEY.xml."""
    for one in marked_documents(db, order.chosen, list(TYPES)):
        (folder / f"{one.row['id']}.xml").write_text(akn(one), encoding="utf-8", newline="\n")
        order.counted["documents"] += 1


def akn(one: Marked) -> str:
    """An official document as XML."""
    references = _References()
    inlines = _inlines(one, references)
    analysis = _analysis(one, {i.attributes["eId"] for i in inlines if i.element == "inline"})
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<akomaNtoso {_NAMESPACES}>",
            f"<doc name={quoted(TYPES[one.row['kind']])}>",
            "<meta>",
            *_identification(one.row, references),
            *analysis,
            '<references source="#chidao">',
            _US,
            *references.lines,
            "</references>",
            "</meta>",
            "<mainBody>",
            *_body(one.row["text"], inlines),
            "</mainBody>",
            "</doc>",
            "</akomaNtoso>",
            "",
        ]
    )


class _References:
    """What the document refers to: an entry each, under an eId by which the text points at it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._ids: dict[tuple[str, str], str] = {}

    def entity(self, label: str, name: str, ident: str = "") -> str:
        """The eId of a person, office, unit or place: one for all of the same name, unless `ident` tells them apart."""
        _, tlc, prefix = _MARKS[label]
        kind = tlc.removeprefix("TLC").lower()
        return self._add(tlc, prefix, f"/akn/ontology/{kind}/vn/{quote(ident or key(name)) or '-'}", name)

    def document(self, address: str, said: str) -> str:
        """The eId of a cited document."""
        return self._add("activeRef", "ref", address, said)

    def _add(self, element: str, prefix: str, href: str, said: str) -> str:
        found = self._ids.get((element, href))
        if not found:
            number = sum(e == element for e, _ in self._ids) + 1
            found = self._ids[(element, href)] = f"{prefix}_{number}"
            self.lines.append(f'<{element} eId="{found}" href={quoted(href)} showAs={quoted(said or "-")}/>')
        return found


def _identification(row: Mapping[str, Any], references: _References) -> list[str]:
    issuer = row["issuer"] or ""
    author = references.entity("AGENCY", issuer) if issuer else "chidao"
    dates = [("issued", row["issued"]), ("published", row["published"]), ("fetched", (row["fetched"] or "")[:10])]
    name, day = next(((n, d) for n, d in dates if full_day(d)), ("unknown", "1970-01-01"))
    work = work_uri(row, day)
    expression = f"{work}/vie@{day}"
    manifestation = f"{expression}.xml"
    alias = [f'<FRBRalias value={quoted("chidao:" + row["id"])} name="chidao"/>']
    if is_url(row["address"]):
        alias.append(f'<FRBRalias value={quoted(iri(row["address"]))} name="address"/>')

    def level(uri: str, this: str, aliases: list[str], last: list[str], who: str) -> list[str]:
        return [
            f"<FRBRthis value={quoted(this)}/>",
            f"<FRBRuri value={quoted(uri)}/>",
            *aliases,
            f'<FRBRdate date="{day}" name="{name}"/>',
            f'<FRBRauthor href="#{who}"/>',
            *last,
        ]

    of_work = ['<FRBRcountry value="vn"/>', f"<FRBRsubtype value={quoted(TYPES[row['kind']])}/>"]
    if row["number"]:
        of_work.append(f"<FRBRnumber value={quoted(row['number'])}/>")
    if row["title"]:
        of_work.append(f"<FRBRname value={quoted(' '.join(row['title'].split()))}/>")
    return [
        '<identification source="#chidao">',
        "<FRBRWork>",
        *level(work, f"{work}/!main", alias, of_work, author),
        "</FRBRWork>",
        "<FRBRExpression>",
        *level(expression, f"{expression}/!main", [], ['<FRBRlanguage language="vie"/>'], author),
        "</FRBRExpression>",
        "<FRBRManifestation>",
        *level(manifestation, f"{expression}/!main.xml", [], ['<FRBRformat value="application/akn+xml"/>'], "chidao"),
        "</FRBRManifestation>",
        "</identification>",
    ]


def work_uri(row: Mapping[str, Any], day: str) -> str:
    """The address of the work by type, issuer, day and number; its key in the store where it has no number."""
    # An actor does not begin with a digit, lest it be taken for the date.
    actor = _slug(row["issuer"]).lstrip("0123456789-")
    parts = [TYPES[row["kind"]], actor, day, _slug(row["number"]) or row["id"]]
    return "/akn/vn/doc/" + "/".join(p for p in parts if p)


def _cited_uri(citation: Mapping[str, Any]) -> str:
    """The address of a cited document: of its type, day and number; without a number a concept by its words."""
    kind, number, day = _slug(citation["type"]), _slug(citation["number"]), citation["date"]
    if not number or not kind:
        return f"/akn/ontology/concept/vn/{quote(key(citation['text'] or '')) or '-'}"
    return f"/akn/vn/{'act' if kind in _ACTS else 'doc'}/{kind}/" + (f"{day}/{number}" if full_day(day) else number)


def _slug(words: str | None) -> str:
    """`words` in letters of ASCII, digits and hyphens."""
    folded = "".join(c for c in fold(key(words or "")) if c.isascii())
    return "-".join(p for p in folded.split("-") if p)


def _inlines(one: Marked, references: _References) -> list[Inline]:
    """All marks of the text; who is named gets an entry among the references, wherever it stands."""
    facts = {f["id"]: f for found in one.facts.values() for f in found}
    text = one.row["text"]
    found = []
    for span in one.layers["names"]:
        made = _named(span, facts[span.findings[0]], text, references)
        if made:
            found.append(made)
    numbers: dict[str, str] = {d["id"]: f"dir_{n}" for n, d in enumerate(one.facts.get("directives", ()), 1)}
    for span in one.layers["directives"]:
        for directive in span.findings:
            name = numbers.pop(directive, "")  # a directive that stands at two places is marked at the first
            if name:
                found.append(Inline(span.start, span.end, "inline", {"name": "directive", "eId": name}))
    return nested(found, [(p.body, p.end) for p in lay_out(text).paragraphs])


def _named(span: Span, fact: Mapping[str, Any], text: str, references: _References) -> Inline | None:
    start, end, label, _ = span
    if label in _MARKS:
        name = text[start:end]
        if label in ("AGENCY", "AREA"):
            name = fact["full"] or fact["text"] or name
        # Persons are told apart by the finding, never by the name alone.
        ident = fact["id"] if label == "PERSON" else ""
        return Inline(start, end, _MARKS[label][0], {"refersTo": "#" + references.entity(label, name, ident)})
    if label == "DATE" and full_day(fact["value"]):
        return Inline(start, end, "date", {"date": fact["value"]})
    if label == "CITATION":
        address = _cited_uri(fact)
        name = references.document(address, fact["text"] or text[start:end])
        return Inline(start, end, "ref", {"href": address if fact["number"] else f"#{name}"})
    return None


def _analysis(one: Marked, placed: set[str]) -> Iterator[str]:
    """The directives, in a namespace of ours."""
    told = one.facts.get("directives", ())
    if not told:
        return
    yield '<analysis source="#chidao">\n<otherAnalysis source="#chidao">'
    for n, d in enumerate(told, 1):
        said = {"key": d["id"], "strength": d["strength"], "deadline": d["deadline"]}
        said |= {"href": f"#dir_{n}"} if f"dir_{n}" in placed else {}
        attributes = "".join(f" {k}={quoted(v)}" for k, v in said.items() if v)
        yield f"<chidao:directive{attributes}>"
        fields = [("issuer", [d["issuer"]]), ("addressee", listed(d["addressees"]))]
        fields += [("coordinating", listed(d["coordinating"])), ("action", [d["action"]])]
        fields += [("deadline", [d["deadline_text"]]), ("evidence", [d["evidence"]])]
        for name, values in fields:
            yield from (f"<chidao:{name}>{escaped(v)}</chidao:{name}>" for v in values if v)
        yield "</chidao:directive>"
    yield "</otherAnalysis>\n</analysis>"


def _body(text: str, inlines: list[Inline]) -> Iterator[str]:
    """The text, paragraph by paragraph; `inlines` nest, in order, and none reaches over a paragraph's end."""
    n = 0
    for n, p in enumerate(lay_out(text).paragraphs, 1):
        here = [i for i in inlines if p.body <= i.start and i.end <= p.end]
        num = f"<num>{escaped(text[p.start : p.body].strip())}</num>" if text[p.start : p.body].strip() else ""
        words = marked(text, p.body, p.end, here)
        eid = f"para_{n}"
        yield f'<paragraph eId="{eid}">{num}<content eId="{eid}__content"><p eId="{eid}__content__p_1">{words}</p></content></paragraph>'
    if not n:
        yield '<p eId="p_1"/>'
