"""What the questions share: their form, and the pieces of SQL that many of them are made of.

All of them are quick on a million directives: names are looked for in the full-text indexes, the newest first, or in an
index over days; what must look at every row looks at a stated number of the newest only, and its explanation says so.
Texts are compared folded, so that `da nang` finds Đà Nẵng; a parameter that is left empty does not narrow the answer.
The functions that SQL itself lacks are described in output/datasette/functions.py.
"""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """A question: what it is called, what its answer means, its SQL, the group it is listed in, and its boxes.

    `example` is SQL that takes from the store itself values for the parameters, one row with columns named as they are:
    so the example has an answer on any store that has one.
    """

    title: str
    about: str
    sql: str
    group: str
    parameters: tuple[str, ...] = ()
    example: str = ""


# Rows that an answer has at most.
ROWS = 300
TODAY = "date('now', '+7 hours')"
PLACES = "1 + (select count(*) from documents c where c.copy_of = o.id) as places"
# The documents' numbers, newest first, follow their dates: a span of dates is one of numbers.
SPAN = "between number_from(:tu_ngay, :den_ngay) and number_until(:tu_ngay, :den_ngay)"

# Of a directive whose number the table `hit` holds.
TOLD = (
    "select d.issuer, i.key as issuer_key, i.kind as issuer_kind, d.addressees, d.action, l.due, d.deadline_text, d.strength,"
    f" o.title, l.dated, {PLACES}, d.id as directive, d.document, d.start"
    " from hit h join ledger l on l.id = h.id join directives d on d.id = l.directive join documents o on o.id = l.document"
    " left join parties i on i.ledger = l.id and i.role = 'issuer'"
)


def hit(match: str, where: str = "l.copied = 0", *, rows: int = ROWS, columns: str = "l.id") -> str:
    """`hit(id)`: the newest directives that an FTS5 expression (as SQL) finds; `where` speaks of their row `l` of the ledger."""
    return (
        f"hit as materialized (select {columns} from directives_fts f cross join ledger l on l.id = f.rowid"
        f" where directives_fts match {match} and {where} order by f.rowid desc limit {rows})"
    )


def texts(match: str, where: str = "c.copied = 0", *, rows: int) -> str:
    """`hit(id, document)`: the newest documents that an FTS5 expression (as SQL) finds; `where` speaks of their row `c` of the catalogue."""
    return (
        "hit as materialized (select c.id, c.document from documents_fts f cross join catalogue c on c.id = f.rowid"
        f" where documents_fts match {match} and {where} order by f.rowid desc limit {rows})"
    )


TO = "fts_in('directives_fts', 'addressees', :don_vi)"
BY = "fts_in('directives_fts', 'issuer', :nguoi_giao)"

# Who is told most in the newest directives, who tells most, a name, and so on: values for examples.
_NEWEST = "(select id from ledger where copied = 0 order by id desc limit 400)"
A_UNIT = (
    f"select p.name as don_vi from {_NEWEST} n join parties p on p.ledger = n.id"
    " where p.role = 'addressee' and p.kind = 'unit' group by p.key order by count(*) desc, p.key limit 1"
)
AN_ISSUER = (
    f"select p.name as nguoi_giao from {_NEWEST} n join parties p on p.ledger = n.id"
    " where p.role = 'issuer' group by p.key order by count(*) desc, p.key limit 1"
)
# The quarter of the newest dated document, and its first and last day.
A_QUARTER = (
    "select period_first('quy', dated) as tu_ngay, period_last('quy', dated) as den_ngay from catalogue"
    f" where id < number_until('', {TODAY}) and dated is not null order by id desc limit 1"
)
A_DUE = f"select due from ledger where due <= {TODAY} and copied = 0 order by due desc limit 1"
A_SYSTEM = (
    "select s.code as ma from (select document from catalogue where copied = 0 order by id desc limit 2000) c"
    " join systems s on s.document = c.document group by s.code order by count(*) desc, s.code limit 1"
)
