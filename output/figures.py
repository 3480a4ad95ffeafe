"""Figures as Plotly's JSON: stacked bars, a calendar, a matrix and flows. The browser draws them with the library's own script.

Colours are told apart by the colour-blind (Okabe and Ito's for kinds of things, one blue from light to dark for amounts),
and every amount stands as a number, too. Names come from published texts: nothing in them is mark-up.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import plotly.graph_objects as go  # type: ignore[import-untyped]

COLOURS = ("#0072B2", "#E69F00", "#7f8a97", "#009E73", "#CC79A7")
_AMOUNTS = [[0, "#eef1f4"], [0.0001, "#deebf7"], [0.5, "#6baed6"], [1, "#08306b"]]
_FONT = {"family": 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif', "size": 13, "color": "#1c2430"}
_LABEL = 42
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
# Marks that turn the direction of writing reach beyond the label that they stand in.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x1f]")


class Amount(NamedTuple):
    """A number in a figure, and the address that shows what was counted; none if empty."""

    n: int
    link: str = ""


class Flow(NamedTuple):
    """How much goes from one party to another; parties by their keys."""

    by: str
    to: str
    n: int
    link: str


def bars(months: Sequence[str], series: Mapping[str, Sequence[Amount]], *, share: bool = False) -> str:
    """Stacked bars over `months` (ISO months or years), a colour a series; with `share` each bar is a hundred per cent."""
    yearly = len(months[0]) == 4
    figure = go.Figure()
    for colour, (name, amounts) in zip(COLOURS, series.items(), strict=False):
        figure.add_bar(
            x=list(months) if yearly else [f"{m}-01" for m in months],
            y=[a.n for a in amounts],
            name=label(name),
            customdata=[[a.link] for a in amounts],
            marker={"color": colour, "line": {"width": 0.5, "color": "#fff"}},
            hovertemplate="%{x}: %{y}" if yearly else "%{x|%m/%Y}: %{y}",
            **({} if yearly else {"xperiod": "M1", "xperiodalignment": "middle"}),
        )
    axis = {"type": "category"} if yearly else {"type": "date", "tickformat": "%m/%Y", "nticks": 14}
    figure.update_layout(
        barmode="stack",
        barnorm="percent" if share else None,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        xaxis=axis,
        yaxis={"rangemode": "tozero", "ticksuffix": "%" if share else "", "gridcolor": "#e3e7ec"},
    )
    if share:
        figure.update_traces(hovertemplate="%{x}: %{y:.0f}%")
    return _json(figure, 380)


def calendar(first: date, last: date, days: Mapping[str, Amount]) -> str:
    """The days from `first` to `last`, a column a week, a row a weekday; `days` by ISO date."""
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(days=7 * n) for n in range((last - monday).days // 7 + 1)]
    z, text, data = [], [], []
    for weekday in range(7):
        row = [w + timedelta(days=weekday) for w in weeks]
        amounts = [days.get(d.isoformat(), Amount(0)) if first <= d <= last else None for d in row]
        z.append([None if a is None else _depth(a.n) for a in amounts])
        text.append([str(a.n) if a and a.n else "" for a in amounts])
        data.append(
            [[a.link if a else "", f"{d:%d/%m/%Y}", a.n if a else 0] for a, d in zip(amounts, row, strict=True)]
        )
    # A month's name stands at the week that holds its first day.
    months = {w: d for w in weeks for d in (w + timedelta(days=n) for n in range(7)) if d.day == 1 and d <= last}
    figure = go.Figure(
        go.Heatmap(
            z=z,
            x=[w.isoformat() for w in weeks],
            y=list(WEEKDAYS),
            text=text,
            texttemplate="%{text}",
            customdata=data,
            hovertemplate="%{y} %{customdata[1]}: %{customdata[2]}<extra></extra>",
            **_cells(z),
        )
    )
    figure.update_layout(
        xaxis={
            "type": "category",
            "tickvals": [w.isoformat() for w in months],
            "ticktext": [f"{d:%m/%Y}" for d in months.values()],
            "tickangle": 0,
            "showgrid": False,
        },
        yaxis={"autorange": "reversed", "showgrid": False, "type": "category"},
    )
    return _json(figure, 300)


def matrix(rows: Sequence[str], columns: Sequence[str], amounts: Sequence[Sequence[Amount]]) -> str:
    """`rows` by `columns`: the darker, the more."""
    z = [[_depth(a.n) for a in row] for row in amounts]
    # Names may be the same once they are shortened: the axis goes by number.
    figure = go.Figure(
        go.Heatmap(
            z=z,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            text=[[f"{a.n:,}".replace(",", ".") if a.n else "" for a in row] for row in amounts],
            texttemplate="%{text}",
            customdata=[
                [[a.link, label(r, 200), label(c, 200), a.n] for a, c in zip(row, columns, strict=True)]
                for r, row in zip(rows, amounts, strict=True)
            ],
            hovertemplate="%{customdata[1]}<br>%{customdata[2]}: %{customdata[3]}<extra></extra>",
            **_cells(z),
        )
    )
    across = {
        "tickvals": list(range(len(columns))),
        "ticktext": [label(c, 26) for c in columns],
        "side": "top",
        "ticklabeloverflow": "allow",
    }
    down = {"tickvals": list(range(len(rows))), "ticktext": [label(r, 34) for r in rows], "autorange": "reversed"}
    long = max((len(c) for c in columns), default=0) > 8
    figure.update_layout(
        xaxis={**across, "tickangle": -40 if long else 0, "showgrid": False, "zeroline": False},
        yaxis={**down, "showgrid": False, "zeroline": False},
    )
    # Slanted names reach beyond the last column.
    return _json(figure, max(27 * len(rows), 60) + (170 if long else 70), right=110 if long else 8)


def flows(names: Mapping[str, str], drawn: Sequence[Flow]) -> str:
    """Who (left) tells whom (right), as bands as thick as how often; `names` by the keys of `drawn`."""
    by = list(dict.fromkeys(f.by for f in drawn))
    to = list(dict.fromkeys(f.to for f in drawn))
    left, right = {k: n for n, k in enumerate(by)}, {k: n for n, k in enumerate(to, len(by))}
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [label(names[k]) for k in (*by, *to)],
                "customdata": [[label(names[k], 200)] for k in (*by, *to)],
                "hovertemplate": "%{customdata[0]}: %{value}<extra></extra>",
                "color": [COLOURS[n % len(COLOURS)] for n in range(len(by))] + ["#56606d"] * len(to),
                "pad": 12,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [left[f.by] for f in drawn],
                "target": [right[f.to] for f in drawn],
                "value": [f.n for f in drawn],
                "customdata": [[f.link, label(names[f.by], 200), label(names[f.to], 200)] for f in drawn],
                "hovertemplate": "%{customdata[1]} → %{customdata[2]}: %{value}<extra></extra>",
                "color": [_pale(COLOURS[left[f.by] % len(COLOURS)]) for f in drawn],
            },
            valueformat=",d",
        )
    )
    return _json(figure, 34 * max(len(by), len(to)) + 80)


def label(name: str, longest: int = _LABEL) -> str:
    """`name` as a figure shows it: shortened, and nothing in it means anything to the library."""
    name = " ".join(_TURNING.sub("", name).split())
    short = name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
    return html.escape(short, quote=False)


def _depth(n: int) -> float:
    """Amounts differ by a hundred times: the colour goes by their logarithm."""
    return round(math.log1p(n), 3)


def _cells(z: Sequence[Sequence[float | None]]) -> dict[str, Any]:
    most = max((v for row in z for v in row if v), default=1.0)
    return {
        "zmin": 0,
        "zmax": most,
        "colorscale": _AMOUNTS,
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
    }


def _pale(colour: str) -> str:
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{g},{b},.38)"


def _json(figure: go.Figure, height: int, right: int = 8) -> str:
    figure.update_layout(
        template="none",
        height=height,
        font=_FONT,
        margin={"l": 8, "r": right, "t": 8, "b": 8, "pad": 2},
        separators=",.",
        dragmode=False,
        paper_bgcolor="#fff",
        plot_bgcolor="#fff",
        hoverlabel={"align": "left", "namelength": -1},
    )
    figure.update_xaxes(automargin=True, fixedrange=True)
    figure.update_yaxes(automargin=True, fixedrange=True)
    return str(figure.to_json())
