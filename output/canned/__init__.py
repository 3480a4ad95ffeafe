"""The questions that users ask most: QUESTIONS, the most asked first; a module a group."""

from __future__ import annotations

from output.canned import parties, people, systems, texts, told
from output.canned._common import Question

__all__ = ["QUESTIONS", "Question"]

_FIRST = ("con_no", "giao_trong_quy", "den_han_ky", "nhac_lai", "nhac_nhieu", "chuc_vu")
_ALL = told.QUESTIONS | parties.QUESTIONS | people.QUESTIONS | texts.QUESTIONS | systems.QUESTIONS

QUESTIONS: dict[str, Question] = {name: _ALL[name] for name in dict.fromkeys((*_FIRST, *_ALL))}
