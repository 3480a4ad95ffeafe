"""The view `source_health`: is each source well, from what its last exchanges say."""

from __future__ import annotations

# How the last walk through each list ended, and the last collection of each source as a whole.
_WALKS = (
    "select source, address, why, error, result from fetches where role in ('walk', 'run') and id in"
    " (select max(id) from fetches where role in ('walk', 'run') group by source, role, address)"
)
_COUNTS = (
    "select source, count(*) as items, sum(raw is not null) as here, sum(gone is not null) as gone,"
    " sum(why is not null and gone is null) as failing, max(fetched) as newest, max(checked) as checked from items group by source"
)
_PROBLEMS = (
    "select source, sum(part = 'warning') as warnings, sum(stage != 'collect' and part = 'unreadable') as unreadable,"
    " group_concat(distinct case when stage = 'collect' and part not in ('warning', '') then part end) as reasons"
    " from problems group by source"
)

HEALTH: tuple[str, str, dict[str, str]] = (
    "How each source is: ill where a walk through a list broke off or more than a fifth of its items fail.",
    "select s.name as source, s.title,"
    " case when w.walks is not null or coalesce(i.failing, 0) > 0.2 * coalesce(i.items, 0) then 'ill'"
    " when coalesce(i.failing, 0) + coalesce(p.warnings, 0) + coalesce(p.unreadable, 0) > 0 then 'watch'"
    " when i.items is null then 'unknown' else 'well' end as health,"
    " coalesce(w.broken, p.reasons) as reasons, i.items, i.here, i.failing, i.gone, p.unreadable, p.warnings, i.newest, i.checked"
    f" from sources s left join ({_COUNTS}) i on i.source = s.name left join ({_PROBLEMS}) p on p.source = s.name"
    f" left join (select source, count(*) as walks, group_concat(distinct why || ': ' || error) as broken from ({_WALKS}) where result = 'broken' group by source) w"
    " on w.source = s.name",
    {
        "source": "The source",
        "title": "Its title",
        "health": "well, watch (something is to be seen to), ill, or unknown (nothing was collected yet)",
        "reasons": "Why walks through its lists broke off, or the reasons of its failures (docs/reasons.md)",
        "items": "Pages and files that it announced",
        "here": "Of these, how many were fetched",
        "failing": "How many gave a bad answer when they were last asked for",
        "gone": "How many were here and are no more",
        "unreadable": "How many were fetched and could not be read",
        "warnings": "How many things were read though something promised was missing",
        "newest": "When bytes last came that were new",
        "checked": "When it last gave a good answer",
    },
)
