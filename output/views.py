"""Views for the common questions: name → description, SQL, columns with their descriptions.

Nothing in them needs a function that SQLite itself lacks, so that any tool can use them. What a text says is counted
once, however many portals carry it: a document that is a copy of another does not stand in them, but in `places`.
"""

from __future__ import annotations

from output.health import HEALTH

_DATED = "coalesce(o.issued, o.published) as dated"
# Of each text its representative only, and at how many addresses it stands.
_ONCE = "o.copy_of is null"
_PLACES = "1 + (select count(*) from documents c where c.copy_of = o.id) as places"
_PLACES_MEAN = "At how many addresses the text was published"
VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "directives_in_context": (
        "Directives with the title, date and address of their document.",
        "select d.id, d.issuer, d.addressees, d.action, d.deadline, d.strength, d.evidence, o.title, coalesce(o.issued, o.published) as dated, o.kind, o.address, d.document, d.start, "
        f"{_PLACES} from directives d join documents o on o.id = d.document where {_ONCE}",
        {
            "id": "Key of the directive",
            "issuer": "Who says so",
            "addressees": "Who is to act",
            "action": "What is to be done",
            "deadline": "By when",
            "strength": "order, request or wish",
            "evidence": "The proving words",
            "title": "Title of the document",
            "dated": "Date of the document",
            "kind": "Kind of document",
            "address": "Where it was published",
            "document": "The document",
            "start": "Offset of the proving words",
            "places": _PLACES_MEAN,
        },
    ),
    "directive_addressees": (
        "One row a directive and addressee.",
        f"select d.id as directive, j.value as addressee, d.issuer, d.action, d.deadline, d.strength, d.document, d.start, {_PLACES}"
        f" from directives d join documents o on o.id = d.document, json_each(d.addressees) j where {_ONCE}",
        {
            "directive": "Key of the directive",
            "addressee": "Who is to act",
            "issuer": "Who says so",
            "action": "What is to be done",
            "deadline": "By when",
            "strength": "order, request or wish",
            "document": "The document",
            "start": "Offset of the proving words",
            "places": _PLACES_MEAN,
        },
    ),
    "official_titles": (
        "One row an official and office.",
        f"select p.id as official, p.name, j.value as title, p.document, p.start, {_PLACES}"
        f" from officials p join documents o on o.id = p.document, json_each(p.titles) j where {_ONCE}",
        {
            "official": "Key of the official",
            "name": "Name of the person",
            "title": "The office as stated",
            "document": "The document that states it",
            "start": "Offset of the name",
            "places": _PLACES_MEAN,
        },
    ),
    "meetings_in_context": (
        "Meetings with the title and address of their document.",
        f"select m.id, m.date, m.about, m.chair, m.head, m.place, m.units, o.title, o.address, m.document, m.start, {_PLACES}"
        f" from meetings m join documents o on o.id = m.document where {_ONCE}",
        {
            "id": "Key of the meeting",
            "date": "The day or days",
            "about": "Its subject",
            "chair": "Who chaired or concluded it",
            "head": "Head of the visiting delegation",
            "place": "Where",
            "units": "Who took part",
            "title": "Title of the document",
            "address": "Where it was published",
            "document": "The document",
            "start": "Offset of the sentence that tells of it",
            "places": _PLACES_MEAN,
        },
    ),
    "official_roles": (
        "One row an official and role.",
        f"select p.id as official, p.name, j.value as role, p.document, p.start, {_PLACES}"
        f" from officials p join documents o on o.id = p.document, json_each(p.roles) j where {_ONCE}",
        {
            "official": "Key of the official",
            "name": "Name of the person",
            "role": "chair, delegation_head, speaker, attendee or signer",
            "document": "The document that states it",
            "start": "Offset of the name",
            "places": _PLACES_MEAN,
        },
    ),
    "meeting_units": (
        "One row a meeting and unit that took part.",
        f"select m.id as meeting, j.value as unit, m.date, m.about, m.chair, m.document, m.start, {_PLACES}"
        f" from meetings m join documents o on o.id = m.document, json_each(m.units) j where {_ONCE}",
        {
            "meeting": "Key of the meeting",
            "unit": "The unit that took part or was represented",
            "date": "The day or days",
            "about": "Its subject",
            "chair": "Who chaired or concluded it",
            "document": "The document",
            "start": "Offset of the sentence that tells of it",
            "places": _PLACES_MEAN,
        },
    ),
    "deadlines": (
        "Directives with a deadline, and the last day that it leaves.",
        "select d.id as directive, l.due, d.deadline, d.deadline_text, d.issuer, d.addressees, d.action, d.strength,"
        f" o.title, {_DATED}, d.document, d.start, {_PLACES}"
        " from directives d join ledger l on l.directive = d.id"
        f" join documents o on o.id = d.document where d.deadline is not null and {_ONCE}",
        {
            "directive": "Key of the directive",
            "due": "Last day: of a month, quarter, year or span its last; empty where the text leaves the year open",
            "deadline": "The deadline as an ISO value",
            "deadline_text": "The words that state it",
            "issuer": "Who says so",
            "addressees": "Who is to act",
            "action": "What is to be done",
            "strength": "order, request or wish",
            "title": "Title of the document",
            "dated": "Date of the document",
            "document": "The document",
            "start": "Offset of the proving words",
            "places": _PLACES_MEAN,
        },
    ),
    "places": (
        "Every address at which a text stands: one row a document, under the one that represents it.",
        "select coalesce(o.copy_of, o.id) as document, o.address, o.source, o.published, o.id as copy from documents o",
        {
            "document": "The document that represents the text",
            "address": "Where it was published",
            "source": "The source",
            "published": "Date of the page's own publication stamp",
            "copy": "The document at this address",
        },
    ),
    "source_health": HEALTH,
}
