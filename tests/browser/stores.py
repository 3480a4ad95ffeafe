"""The stores that the browser tests look at, and a Datasette on one of them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from datasette_auth_passwords.utils import hash_password
from desk import served
from playwright.sync_api import Page

import extractors
from corpus.document import Document, document
from corpus.readers import read_file
from corpus.versions import versions
from output.database import Store

NAME = "kho.db"
SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
# Every so many-th text of the sample, whose names begin with their kind: each kind is there.
STEP = 5

NOTICE = """UBND THÀNH PHỐ ĐÀ NẴNG
VĂN PHÒNG
Số: 271/TB-VP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Đà Nẵng, ngày 18 tháng 5 năm 2020

THÔNG BÁO
Kết luận của Chủ tịch UBND thành phố Đà Nẵng tại buổi họp về dịch vụ công trực tuyến

Sáng 15/5/2020, Chủ tịch UBND thành phố Đà Nẵng Lò Văn Tướng chủ trì buổi họp về dịch vụ công trực tuyến.

1. Giao Sở Nội vụ thành phố Đà Nẵng báo cáo kết quả một cửa điện tử trước ngày {deadline}.
2. Yêu cầu UBND quận Liên Chiểu hoàn thành cổng thông tin điện tử trong quý III/2020.
3. Đề nghị Công an thành phố phối hợp với Sở Thông tin và Truyền thông kiểm tra chữ ký số.
"""


USER, PASSWORD = "lan", "mật khẩu"


@dataclass(frozen=True)
class Site:
    """A Datasette that serves a store."""

    url: str  # without a slash at its end
    visitor: httpx.Client  # asks addresses below `url`, as anybody may
    editor: httpx.Client  # the same, signed in: it sees all that a visitor does, and the ways to correct it
    database: Path
    root: str  # path of the database's own page, "/kho"

    @property
    def host(self) -> str:
        """Host and port."""
        return self.url.partition("//")[2]

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What the store itself answers."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def sign_in(self, page: Page) -> None:
        """Let the context of `page` be signed in, as `editor` is."""
        cookies = [{"name": c.name, "value": c.value or "", "url": self.url} for c in self.editor.cookies.jar]
        page.context.add_cookies(cookies)  # type: ignore[arg-type]


@contextmanager
def served_site(database: Path, folder: Path) -> Iterator[Site]:
    """A Datasette on the store at `database`; `folder` takes its settings. It ends with the block."""
    users = folder / "users.json"
    users.write_text(json.dumps({USER: hash_password(PASSWORD, iterations=1000)}), encoding="utf-8")
    with (
        served(database, extractors.kinds(), folder, users) as visitor,
        httpx.Client(base_url=visitor.base_url, timeout=30) as editor,
    ):
        token = re.search(r'name="csrftoken" value="([^"]+)"', editor.get("/-/login").text)
        assert token is not None
        editor.post("/-/login", data={"csrftoken": token[1], "username": USER, "password": PASSWORD})
        assert "ds_actor" in editor.cookies
        root = next(iter(visitor.get("/.json").json().values()))["path"]
        yield Site(str(visitor.base_url).rstrip("/"), visitor, editor, database, root)


def sample_store(path: Path) -> None:
    """A store at `path` of about forty texts of the sample and a notice of our own: edited once, and on two portals."""
    files = [f for f in sorted(SAMPLE.iterdir()) if f.suffix != ".json"][::STEP]
    texts = [read_file(f, source="sample", address=f.name) for f in files]
    old, new = (notice(deadline) for deadline in ("15/6/2020", "30/6/2020"))
    copy = document(new.text, source="bao-dia-phuong", address="https://bao.example.org/thong-bao-271", raw="copy")
    with Store(path, extractors.kinds()) as store:
        run = store.start_run("run")
        store.add_source("sample", "Văn bản mẫu", "folder", "corpus/sample")
        store.add_source(
            "da-nang", "Cổng thông tin Đà Nẵng", "portal", "https://danang.example.org/", "UBND thành phố Đà Nẵng"
        )
        store.add_source("bao-dia-phuong", "Báo địa phương", "portal", "https://bao.example.org/")
        edited = {new.id: versions([old, new])}
        store.write(map(extractors.read, [*texts, new, copy]), fingerprint="f", run=run, versions=edited)
        store.problem(
            "collect", "da-nang", "https://danang.example.org/tin/9", "404", "xem lại địa chỉ", run=run, part="refused"
        )
        store.end_run(run, "completed", store.counts())
        store.publish()


def notice(deadline: str) -> Document:
    """The notice of our own, with the day by which its first task is due."""
    address = "https://danang.example.org/thong-bao-271"
    text = NOTICE.format(deadline=deadline)
    return document(text, source="da-nang", address=address, raw=deadline, fetched="2020-05-19T02:00:00+00:00")
