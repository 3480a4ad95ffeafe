"""The exchange format: one reading as one JSON object, in the sections of the annotation guidelines.

Every entry carries ``spans``, the ``[start, end)`` pairs into ``text`` whose words it quotes, its main proof first;
``where`` says for each field which spans prove it, also those that are not quoted verbatim (a deadline's words).
"""

from __future__ import annotations

from typing import Any

from corpus.document import Finding, Reading, Where


def exchange(reading: Reading, source: str) -> dict[str, Any]:
    """`reading` in the exchange format; `source` is the name under which the caller knows the document."""
    out: dict[str, Any] = {"source": source, "document": _no_header()}
    for kind, found in reading.findings.items():
        if kind.SECTION == "document":
            for f in found:
                out["document"] = _header(f)
        elif kind.SECTION == "systems":
            out["systems"] = [f.code for f in found]  # type: ignore[attr-defined]
            out["systems_found"] = [_entry(f) for f in found]
        else:
            out[kind.SECTION] = [_entry(f) for f in found]
    out["faults"] = [f._asdict() for f in reading.faults]
    out["text"] = reading.text
    return out


def _no_header() -> dict[str, Any]:
    keys = ("title", "published", "number", "issuer", "place", "issued", "signer")
    return {"kind": "other", **dict.fromkeys(keys), "spans": [], "where": {}}


def _header(found: Finding) -> dict[str, Any]:
    entry = _entry(found)
    name, title = entry.pop("signer"), entry.pop("signer_title")
    entry["signer"] = {"name": name, "title": title} if name else None
    # The head as a whole quotes nothing; only its fields do.
    entry["spans"] = [[w.start, w.end] for w in found.where if w.field]
    return entry


def _entry(found: Finding) -> dict[str, Any]:
    entry = {name: _plain(getattr(found, name)) for name in found.columns()}
    return {**entry, "by": found.by, "spans": found.spans, "where": proofs(found.where)}


def proofs(where: tuple[Where, ...]) -> dict[str, list[list[int]]]:
    """`where` by field."""
    by_field: dict[str, list[list[int]]] = {}
    for w in where:
        by_field.setdefault(w.field, []).append([w.start, w.end])
    return by_field


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
