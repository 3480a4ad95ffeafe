"""What eight people ask of the desk in a day's work: addresses of its pages, varied, from what a store holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

import bench_words as words

from corpus.canonical import fold

# Kind of page → the 95th percentile that it must keep, in milliseconds; None where none is asked.
TARGETS: dict[str, int | None] = {
    "search": 150,
    "ledger, three filters": 400,
    "document": 200,
    "ledger, no filter": 400,
    "directive": 400,
    "unit": 400,
    "official": 400,
    "system": 400,
    "units": 400,
    "officials": 400,
    "systems": 400,
    "start": 400,
    "pictures": 400,
    "questions": 400,
    "help": 400,
}
_COMMON = (
    "chuyển đổi số|y tế|báo cáo|dich vu cong|giải phóng mặt bằng|giai phong mat bang|cải cách hành chính|CCHC|UBND|an toàn giao thông"
    "|đầu tư công|dau tu cong|nông thôn mới|tiếp công dân|khiếu nại, tố cáo|hồ sơ|kế hoạch|môi trường|đất đai|giáo dục|phòng cháy"
    "|người dân|doanh nghiệp|văn bản|tháng|Đề án 06|chữ ký số|một cửa|học bạ số|hồ sơ trễ hẹn|bảo hiểm y tế hộ gia đình|nợ đọng thuế"
).split("|")
_PHRASES = (
    '"bộ phận một cửa điện tử"|"rõ người, rõ việc"|"lấy người dân làm trung tâm"|"vốn đầu tư công chậm giải ngân"|"hộ nghèo" "cận nghèo"'
    '|"khu tái định cư" tiến độ|"không đùn đẩy"|"trach nhiem nguoi dung dau"|"dự án treo" đất|kỷ luật "kỷ cương hành chính"'
).split("|")
_MISSES = ("khủng long bạo chúa", "xyzzyq", "thiên hà tiên nữ", '"quả địa cầu bay ngược"', "aabbccdd 99887766", "zzz")
_KINDS = ("news", "notice", "dispatch", "plan", "decision", "report")
_DUE = ("overdue", "ahead", "open")


class Asking:
    """Addresses of pages, drawn at random from what a store holds."""

    def __init__(self, store: Path, seed: int) -> None:
        """`store` is read once; the same store and seed give the same addresses."""
        self.rng = Random(f"asking/{seed}")
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
            self._first, self._last = db.execute(
                "select min(id), max(id) from catalogue where id >= 1 << 43"
            ).fetchone()
            self._documents = self._some(db, "catalogue", "document", 4000)
            longest = "select document from ledger where id in ({}) group by document having count(*) > 8"
            numbers = ",".join(str(n) for n in self._some(db, "ledger", "id", 4000))
            self._long = [r[0] for r in db.execute(longest.format(numbers))] or self._documents
            self._directives = self._some(db, "ledger", "directive", 2000)
            self._units = self._keys(db, "select key from parties where ledger = ? and role = 'addressee' limit 1")
            self._people = self._keys(db, "select key from parties where ledger = ? and kind = 'person' limit 1")
            self._numbers = [
                r[0]
                for d in self._documents[:300]
                if (r := db.execute("select number from documents where id = ? and number != ''", [d]).fetchone())
            ]
        db.close()

    def _some(self, db: sqlite3.Connection, table: str, column: str, n: int) -> list[str]:
        """A column of rows at random numbers; those of all years are as likely."""
        sql = f"select {column} from {table} where id >= ? order by id limit 1"
        found = (db.execute(sql, [self.rng.randint(self._first, self._last)]).fetchone() for _ in range(n))
        return [r[0] for r in found if r]

    def _keys(self, db: sqlite3.Connection, sql: str) -> list[str]:
        numbers = self._some(db, "ledger", "id", 1500)
        return [r[0] for n in numbers if (r := db.execute(sql, [n]).fetchone())]

    def unit(self) -> str:
        """A unit as people type it: short or long, with marks or without."""
        p = self.rng.choice(words.provinces())
        unit = self.rng.choice((*p.units[:12], *self.rng.choice(p.districts).units[:3]))
        return self._typed(self.rng.choice((unit.said, unit.said, unit.full)))

    def _typed(self, text: str) -> str:
        return fold(text) if self.rng.random() < 0.4 else text

    def words(self) -> str:
        """What someone types into the search box."""
        commune = self.rng.choice(self.rng.choice(self.rng.choice(words.provinces()).districts).communes).said
        sort = self.rng.choices(range(8), (30, 14, 12, 8, 12, 8, 8, 8))[0]
        if sort == 0:
            return self.rng.choice(_COMMON)
        if sort == 1:
            return self.rng.choice(_PHRASES)
        if sort == 2:
            return self.unit()
        if sort == 3:
            return self._typed(commune)
        if sort == 4:
            topic = self.rng.choice(tuple(words.TOPICS.values())).split("|")
            return self._typed(self.rng.choice(topic))
        if sort == 5:
            return str(self.rng.choice(self._numbers)) if self._numbers else "123/KH-UBND"
        if sort == 6:
            return self._typed(
                words.head_of(self.rng.choice(self.rng.choice(words.provinces()).units), self.rng.randint(1, 5), 0)[0]
            )
        return self.rng.choice(_MISSES)

    def search(self) -> str:
        """A search: words, at times with a filter, at times the second page."""
        asked = {"q": self.words()}
        if self.rng.random() < 0.25:
            asked |= self.rng.choice(
                ({"loai": self.rng.choice(_KINDS)}, {"tu_ngay": str(self._year())}, {"don_vi": self.unit()})
            )
        if self.rng.random() < 0.08:
            asked["tu"] = "20"
        return _address("/-/search", asked)

    def _year(self) -> int:
        return self.rng.randint(2008, 2026)

    def ledger(self) -> str:
        """The ledger with three filters, at times by deadline or on a later page."""
        rng, year = self.rng, self._year()
        strength, due = rng.choice(("order", "request", "wish")), rng.choice(_DUE)
        source = f"tinh-{rng.randint(1, 63):02}"
        about = rng.choice((rng.choice(_COMMON), self.words()))
        ways: tuple[dict[str, str], ...] = (
            {"don_vi": self.unit(), "muc_do": strength, "han": due},
            {"q": about, "loai": rng.choice(_KINDS), "tu_ngay": f"{year}-01-01", "den_ngay": f"{year}-12-31"},
            {"nguoi_giao": self.unit(), "nguon": source, "han": "overdue"},
            {"don_vi": self.unit(), "q": about, "han_tu": f"{year}-04-01", "han_den": f"{year}-06-30"},
            {"he_thong": rng.choice(tuple(words.SYSTEMS)), "muc_do": strength, "nam": str(year)},
            {"nguon": source, "loai": rng.choice(_KINDS), "muc_do": strength},
            {"q": about, "don_vi": self.unit(), "han": due},
            {"nguoi_giao": self.unit(), "don_vi": self.unit(), "nam": str(year)},
            {"muc_do": strength, "han": due, "loai": rng.choice(_KINDS)},
            {"muc_do": strength, "han_tu": f"{year}-10-01", "tu_ngay": f"{year}"},
        )
        asked = dict(rng.choice(ways))
        if rng.random() < 0.15:
            asked["xep"] = "han"
        if rng.random() < 0.1:
            asked["tu"] = "50"
        return _address("/-/ledger", asked)

    def document(self) -> str:
        """A document's page; one in five is a long one."""
        return f"/-/document/{self.rng.choice(self._long if self.rng.random() < 0.2 else self._documents)}"

    def addresses(self, each: int) -> Iterator[tuple[str, str]]:
        """Kind of page and address: `each` of the kinds that have a target of their own, fewer of the others."""
        once: dict[str, Callable[[], str]] = {
            "ledger, no filter": lambda: "/-/ledger",
            "directive": lambda: f"/-/directive/{self.rng.choice(self._directives)}",
            "unit": lambda: f"/-/unit/{quote(self.rng.choice(self._units))}",
            "official": lambda: f"/-/official/{quote(self.rng.choice(self._people), safe='@')}",
            "system": lambda: f"/-/system/{self.rng.choice(tuple(words.SYSTEMS))}",
            "units": lambda: _address("/-/units", {"q": self.unit()} if self.rng.random() < 0.7 else {}),
            "officials": lambda: _address(
                "/-/officials", {"q": self.rng.choice(self._people).split("@")[0].replace("-", " ")}
            ),
            "systems": lambda: "/-/systems",
            "start": lambda: "/",
            "pictures": lambda: "/-/pictures",
            "questions": lambda: "/-/questions",
            "help": lambda: "/-/help",
        }
        main = {"search": self.search, "ledger, three filters": self.ledger, "document": self.document}
        for kind, make in main.items():
            yield from ((kind, make()) for _ in range(each))
        for kind, make in once.items():
            yield from ((kind, make()) for _ in range(max(each // 10, 8)))


def _address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
