"""One text, many places: documents that are copies of one another stand in one group, under one representative.

`documents.copy_of` names the representative; it is empty for a representative and for a text that stands alone. The
groups follow from the documents alone, not from the order in which they were written: `corpus.likeness` says of each
two texts whether they are copies, and in each set of texts that hang together the first takes to itself what is a copy
of *it*, then the first of those left over, and so on – a chain of small edits does not join its two ends. First is the
fullest, among texts of about one length the earliest.

Work is done once for a text, however many documents carry the very same: `sketches`, `bands` and `likenesses` are
keyed by the text's words, `signatures` says which words a document has.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from math import log
from typing import NamedTuple

import numpy as np
from sqlite_utils import Database

from corpus import likeness

# Two texts of which one belongs to the other's page must be the same but for a headline.
_SAME = 0.9
# A text so many times as long as another is fuller; lengths are told apart in steps of this.
_FULLER = 1.4
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def create(db: Database) -> None:
    """The column and the tables, where they are missing."""
    if "copy_of" not in db["documents"].columns_dict:
        db.execute("alter table documents add column copy_of text references documents(id) on delete set null")
    db.execute("create index if not exists idx_documents_copy_of on documents (copy_of)")
    db.execute("create table if not exists signatures (document text primary key, words integer, version integer)")
    db.execute("create index if not exists idx_signatures_words on signatures (words)")
    db.execute("create table if not exists sketches (words integer primary key, number text, dated text, hashes blob)")
    db.execute(
        "create table if not exists bands (band integer, words integer, primary key (band, words)) without rowid"
    )
    db.execute(
        "create table if not exists likenesses (words integer, other integer, longer real, primary key (words, other)) without rowid"
    )


def update(db: Database, document: str) -> None:
    """Group a document that was written or deleted, and whatever it stood or now stands with.

    Call it in the transaction that writes the document: its cost is that of the texts that look like it.
    """
    row = db.execute("select text from documents where id = ?", [document]).fetchone()
    known = db.execute("select words, version from signatures where document = ?", [document]).fetchone()
    seeds: set[int] = set()
    if row:
        w = likeness.words(row[0])
        sketch = likeness.sketch(w)
        key = sketch.key if w.total else None  # texts without a word are not the same text
        if known != (key, likeness.VERSION):
            db.execute(
                "insert or replace into signatures (document, words, version) values (?, ?, ?)",
                [document, key, likeness.VERSION],
            )
        if key is not None:
            seeds.add(key)
            if not db.execute("select 1 from sketches where words = ?", [key]).fetchone():
                _compare(db, sketch, w)
    else:
        db.execute("delete from signatures where document = ?", [document])
    if known and known[0] is not None and known[0] not in seeds:
        seeds |= {known[0], *_likes(db, known[0])}
        _forget(db, known[0])
        if row:
            # Until it is found to be one of others again, it is no copy.
            db.execute("update documents set copy_of = null where id = ?", [document])
    _regroup(db, seeds)


def complete(db: Database) -> int:
    """Group every document that has not been, or not by this code, and forget those that are gone; how many it were.

    A transaction a document: it may be killed and called again.
    """
    stale = "select words from signatures where version != ?"
    with db.atomic():
        if db.execute(stale, [likeness.VERSION]).fetchone():
            # What other code found alike is not to be mixed with what this one does.
            for table in ("signatures", "sketches", "bands", "likenesses"):
                db.execute(f"delete from {table}")
            db.execute("update documents set copy_of = null where copy_of is not null")
    ids = [
        r[0]
        for r in db.execute(
            "select id from documents where id not in (select document from signatures)"
            " union all select document from signatures where document not in (select id from documents) order by 1"
        ).fetchall()
    ]
    for document in ids:
        with db.atomic():
            update(db, document)
    return len(ids)


# Texts that were compared of late: those of one form are met again and again. The same key means the same words.
_remembered: OrderedDict[int, likeness.Words] = OrderedDict()
_REMEMBERED = 6_000
_TOO_LONG = 5_000


def _words_of(db: Database, key: int) -> likeness.Words | None:
    """The words with this key; None if no document has them any more."""
    known = _remembered.get(key)
    if known is None:
        text = db.execute(
            "select d.text from signatures s join documents d on d.id = s.document where s.words = ? limit 1", [key]
        ).fetchone()
        if text is None:
            return None
        known = likeness.words(text[0])
        _remember(key, known)
    return known


def _remember(key: int, w: likeness.Words) -> None:
    if len(w.words) <= _TOO_LONG:
        _remembered[key] = w
        if len(_remembered) > _REMEMBERED:
            _remembered.popitem(last=False)


def _compare(db: Database, sketch: likeness.Sketch, w: likeness.Words) -> None:
    """Keep the sketch of words that are new here, and with which others they are alike."""
    number, dated = w.own if len(sketch.hashes) else ("", "")
    db.execute(
        "insert into sketches (words, number, dated, hashes) values (?, ?, ?, ?)",
        [sketch.key, number, dated, sketch.hashes.tobytes()],
    )
    keys = likeness.bands(sketch.hashes)
    if not keys:
        return
    # Documents that state other numbers or dates as their own are left out here: there are many of each form.
    found = db.execute(
        "select words, hashes from sketches where words in"
        f" (select words from bands where band in ({', '.join('?' * len(keys))}))"
        " and (number = '' or ? in ('', number)) and (dated = '' or ? in ('', dated)) order by words",
        [*keys, number, dated],
    ).fetchall()
    near = np.frombuffer(b"".join(h for _, h in found), np.uint32).reshape(len(found), len(sketch.hashes))
    for key in (found[n][0] for n in np.flatnonzero(likeness.worth_aligning(sketch.hashes, near))):
        other = _words_of(db, key)
        like = likeness.likeness(w, other) if other else None
        if like and like.copy:
            pairs = [(sketch.key, key, like.longer), (key, sketch.key, like.longer)]
            db.conn.executemany("insert or replace into likenesses (words, other, longer) values (?, ?, ?)", pairs)
    _remember(sketch.key, w)
    db.conn.executemany("insert or ignore into bands (band, words) values (?, ?)", [(k, sketch.key) for k in keys])


def _forget(db: Database, words: int) -> None:
    """Drop what is kept of words that no document has any more."""
    if db.execute("select 1 from signatures where words = ?", [words]).fetchone():
        return
    kept = db.execute("select hashes from sketches where words = ?", [words]).fetchone()
    if kept:
        keys = likeness.bands(np.frombuffer(kept[0], np.uint32))
        db.conn.executemany("delete from bands where band = ? and words = ?", [(k, words) for k in keys])
    for other in _likes(db, words):
        db.execute("delete from likenesses where words = ? and other = ?", [other, words])
    db.execute("delete from likenesses where words = ?", [words])
    db.execute("delete from sketches where words = ?", [words])


def _likes(db: Database, words: int) -> dict[int, float]:
    return dict(db.execute("select other, longer from likenesses where words = ?", [words]).fetchall())


def _regroup(db: Database, seeds: Iterable[int]) -> None:
    """Find the groups anew in every set of alike texts that holds one of `seeds`."""
    there = db["documents"].columns_dict
    dated = f"coalesce({', '.join([*(f'd.{c}' for c in ('issued', 'published') if c in there), repr(''), repr('')])})"
    done: set[int] = set()
    for seed in sorted(seeds):
        if seed in done:
            continue
        likes = {seed: _likes(db, seed)}
        ahead = [seed]
        while ahead:
            for other in likes[ahead.pop()]:
                if other not in likes:
                    likes[other] = _likes(db, other)
                    ahead.append(other)
        done |= set(likes)
        members = sorted(m for words in likes for m in _members(db, words, dated))
        found = _groups(members, likes)
        for m in members:
            if (found[m.id] or "") != m.copy_of:
                db.execute("update documents set copy_of = ? where id = ?", [found[m.id], m.id])


class _Member(NamedTuple):
    """A document of a set, with what orders it: fuller texts first, so that no directive is lost in an abridged copy,
    among those of about one length the earliest, then by address and id.
    """

    brevity: int
    dated: str
    address: str
    id: str
    words: int
    source: str
    parent: str
    copy_of: str  # as the store has it now


def _members(db: Database, words: int, dated: str) -> list[_Member]:
    """The documents that have these words; `dated` is the SQL for their date."""
    return [
        _Member(-int(log(max(length, 1), _FULLER)), when if _DATE.fullmatch(when) else "9999", address, i, words, *rest)
        for length, when, address, i, *rest in db.execute(
            f"select length(d.text), {dated}, d.address, d.id, coalesce(d.source, ''), coalesce(d.parent, ''), coalesce(d.copy_of, '')"
            " from signatures s join documents d on d.id = s.document where s.words = ?",
            [words],
        ).fetchall()
    ]


def _groups(members: list[_Member], likes: dict[int, dict[int, float]]) -> dict[str, str | None]:
    """For each document, given in the order in which they may represent, the one that it is a copy of."""
    found: dict[str, str | None] = {}
    for first in members:
        if first.id in found:
            continue
        found[first.id] = None
        for m in members:
            if m.id not in found:
                shared = 1.0 if m.words == first.words else likes[first.words].get(m.words, 0.0)
                if shared >= _SAME or (shared and not _belongs(m, first)):
                    found[m.id] = first.id
    return found


def _belongs(a: _Member, b: _Member) -> bool:
    """Is the one attached to the other's page, or both to one page?"""
    return a.source == b.source and bool(
        (a.parent and a.parent in (b.address, b.parent)) or (b.parent and b.parent == a.address)
    )
