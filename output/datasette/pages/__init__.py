"""The desk's pages, one file a kind of page; ROUTES says which address shows which."""

from __future__ import annotations

from typing import Any

from output.datasette.pages.correcting import correct_page, corrections_page, missed_page
from output.datasette.pages.directive import directive_page
from output.datasette.pages.document import document_page
from output.datasette.pages.feeds import calendar_page, feed_page
from output.datasette.pages.help import help_page
from output.datasette.pages.ledger import ledger_page
from output.datasette.pages.official import official_page, officials_page
from output.datasette.pages.pictures import picture_page, pictures_page, plotly_script
from output.datasette.pages.questions import questions_page
from output.datasette.pages.raw import raw_page, text_page
from output.datasette.pages.searching import search_page
from output.datasette.pages.start import start_page
from output.datasette.pages.system import system_page, systems_page
from output.datasette.pages.taking import ledger_download
from output.datasette.pages.unit import unit_page, units_page

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", start_page),
    (r"^/-/questions$", questions_page),
    (r"^/-/help$", help_page),
    (r"^/-/corrections$", corrections_page),
    (r"^/-/correct/(?P<fact>[a-z_]+)/(?P<row>[^/]+)$", correct_page),
    (r"^/-/missed/(?P<id>[^/]+)$", missed_page),
    (r"^/-/ledger$", ledger_page),
    (r"^/-/ledger\.(?P<form>csv|json|jsonl)$", ledger_download),
    (r"^/-/search$", search_page),
    (r"^/-/unit/(?P<key>[^/]+)$", unit_page),
    (r"^/-/units$", units_page),
    (r"^/-/official/(?P<person>[^/]+)$", official_page),
    (r"^/-/officials$", officials_page),
    (r"^/-/system/(?P<code>[^/]+)$", system_page),
    (r"^/-/systems$", systems_page),
    (r"^/-/document/(?P<id>[^/]+)$", document_page),
    (r"^/-/directive/(?P<id>[^/]+)$", directive_page),
    (r"^/-/pictures$", pictures_page),
    (r"^/-/picture/(?P<name>[a-z-]+)(?P<form>\.csv|\.json)?$", picture_page),
    (r"^/-/plotly-(?P<version>[0-9.]+)\.js$", plotly_script),
    (r"^/-/calendar(/(?P<key>[^/]+))?\.ics$", calendar_page),
    (r"^/-/feed(/(?P<key>[^/]+))?\.atom$", feed_page),
    (r"^/-/raw/(?P<id>[^/]+)$", raw_page),
    (r"^/-/text/(?P<id>[^/]+)\.txt$", text_page),
]
