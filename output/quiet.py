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
_TODAY = "cast(julianday(date('now', '+7 hours')) - 1721424.5 as integer)"
# The last days with a document of each source, one look into the index of catalogue a day.
_DAYS = (
    f"with recursive step(source, n, day) as (select name, 1, (select max(c.id) from catalogue c where c.source = s.name"
    f" and c.id < ({_TODAY} + 1) * {_A_DAY}) / {_A_DAY} from sources s union all select source, n + 1, (select max(c.id) from catalogue c"
    f" where c.source = step.source and c.id < step.day * {_A_DAY}) / {_A_DAY} from step where day > 0 and n < {LOOKED_AT})"
    " select source, day from step where day > 0"
)
# One row a source: its state (fresh, quiet, unsaid or handed), the last day with a document, days since then, the usual
# gap and the days that are allowed. The numbers of the catalogue follow the days (see output/ledger.py).
SILENCE = (
    "select s.name as source, case when s.kind <> 'portal' then 'handed' when coalesce(g.days, 0) < "
    f"{TOO_FEW} then 'unsaid' when g.quiet_days > max({AT_LEAST}, {PATIENCE} * g.usual_gap) then 'quiet' else 'fresh' end as state,"
    " date(g.last_day + 1721424.5) as latest, g.quiet_days, g.usual_gap,"
    f" cast(max({AT_LEAST}, {PATIENCE} * g.usual_gap) as integer) as allowed_days from sources s left join ("
    f"select source, max(day) as last_day, count(*) as days, {_TODAY} - max(day) as quiet_days,"
    " max(case when place = (counted + 1) / 2 then gap end) as usual_gap from ("
    "select source, day, gap, row_number() over (partition by source order by gap is null, gap) as place,"
    " count(gap) over (partition by source) as counted from ("
    f"select source, day, day - lag(day) over (partition by source order by day) as gap from ({_DAYS})))"
    " group by source) g on g.source = s.name"
)
