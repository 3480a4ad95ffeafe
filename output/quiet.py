"""Which source has gone quiet: nothing new for longer than is usual for it.

The days that count are those of its documents (issued, else published). Between each two of its last days stands a gap;
the usual one is their median. A portal is quiet after four usual gaps, and not before two weeks. With fewer than five
days nothing is said. Folders and files that someone hands in are never quiet: they promise nothing.
"""

from __future__ import annotations

from output.ledger import numbers

# How many days with a document, the last ones, are looked at; how few are too few; gaps that are waited for; days at least.
LOOKED_AT, TOO_FEW, PATIENCE, AT_LEAST = 60, 5, 4, 14
# What numbers of the catalogue grow by from one day to the next.
_A_DAY = numbers("0001-01-01", None)[0]
_TODAY = "julianday(date('now', '+7 hours')) - 1721424.5"

# One row a source: its state (fresh, quiet, unsaid or handed), the last day with a document, days since then, the usual
# gap and the days that are allowed. The numbers of the catalogue follow the days (see output/ledger.py).
SILENCE = (
    "select s.name as source, case when s.kind <> 'portal' then 'handed' when g.days is null or g.days < "
    f"{TOO_FEW} then 'unsaid' when g.quiet_days > max({AT_LEAST}, {PATIENCE} * g.usual_gap) then 'quiet' else 'fresh' end as state,"
    " date(g.last_day + 1721424.5) as latest, g.quiet_days, g.usual_gap,"
    f" cast(max({AT_LEAST}, {PATIENCE} * g.usual_gap) as integer) as allowed_days from sources s left join ("
    "select source, max(day) as last_day, count(*) as days,"
    f" cast({_TODAY} as integer) - max(day) as quiet_days, max(case when place = (counted + 1) / 2 then gap end) as usual_gap from ("
    "select source, day, gap, row_number() over (partition by source order by gap is null, gap) as place,"
    " count(gap) over (partition by source) as counted from ("
    "select source, day, day - lag(day) over (partition by source order by day) as gap from ("
    "select source, day, row_number() over (partition by source order by day desc) as newest from ("
    f"select source, id / {_A_DAY} as day from catalogue where id / {_A_DAY} between 1 and cast({_TODAY} as integer) group by source, id / {_A_DAY})"
    f") where newest <= {LOOKED_AT}))"
    " group by source) g on g.source = s.name"
)
