"""The archive as WARC 1.1 (ISO 28500), the format of web archives, by warcio."""

from __future__ import annotations

import io
from collections.abc import Iterable
from http import HTTPStatus
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus.archive import Archive
from corpus.journal import Exchange


def write_warc(exchanges: Iterable[Exchange], archive: Archive, out: IO[bytes]) -> int:
    """Write `exchanges` as a gzipped WARC file to `out`; returns how many records it holds.

    A body is a response record, "not modified" a revisit that refers to the body that holds; a file of a folder is a
    resource record. Bodies are stored inflated, so that headers of packing and length are left out. An exchange without
    an answer has nothing that a WARC file could hold and is passed over. Raises KeyError for a body that isn't there.
    """
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    writer.write_record(
        writer.create_warcinfo_record("chidao.warc.gz", {"software": "chidao", "format": "WARC File Format 1.1"})
    )
    written = 1
    for e in exchanges:
        if e.raw is None:
            continue
        headers = {
            "WARC-Date": e.at.replace("+00:00", "Z"),
            "WARC-Identified-Payload-Type": e.media or "application/octet-stream",
        }
        if e.status is None or not e.address.startswith(("http://", "https://")):
            record = writer.create_warc_record(
                _uri(e),
                "resource",
                io.BytesIO(archive.get(e.raw)),
                warc_content_type=headers.pop("WARC-Identified-Payload-Type"),
                warc_headers_dict=headers,
            )
        else:
            kept = [(k.title(), v) for k, v in e.headers.items() if k not in ("content-encoding", "content-length")]
            status = StatusAndHeaders(f"{e.status} {_phrase(e.status)}", kept, protocol="HTTP/1.1")
            if e.status == 304:
                record = writer.create_revisit_record(
                    _uri(e), _digest(archive.get(e.raw)), _uri(e), e.at, http_headers=status
                )
            else:
                record = writer.create_warc_record(
                    _uri(e), "response", io.BytesIO(archive.get(e.raw)), http_headers=status, warc_headers_dict=headers
                )
        writer.write_record(record)
        written += 1
    return written


def _uri(e: Exchange) -> str:
    return e.answered or e.address if e.address.startswith(("http://", "https://")) else f"file:{e.source}/{e.address}"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _digest(data: bytes) -> str:
    """The payload digest as warcio writes it for the body itself."""
    import base64
    import hashlib

    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()
