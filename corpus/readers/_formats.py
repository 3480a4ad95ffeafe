"""What the bytes are: told by the content first, then by the MIME type and the ending of the name.

Also what every reader of packed bytes shares: how much is inflated, and a clear word for what cannot be read.
"""

from __future__ import annotations

import email
import gzip
import io
import re
import zipfile
import zlib
from typing import Protocol

from corpus.readers._errors import ReadError

# Above this a file is no notice or news page; reading stays linear up to it. Also the most that one part may inflate to.
MOST_BYTES = 50 * 1024 * 1024
# Entries of a ZIP directory; a directory is held in memory as a whole, so more are not even looked at.
MOST_ENTRIES = 5000

_PAGE = re.compile(rb"(?is)<(?:!doctype html|html|head|body|meta|title|\?xml[^>]*>\s*<(?:!doctype )?html|!--)")
_WORD_XML = re.compile(rb"(?s)progid=[\"']Word\.Document|<(?:\w+:)?(?:wordDocument|package)\s[^>]*microsoft")
_ARCHIVED = re.compile(rb"(?i)content-type:\s*multipart/related")
_IMAGES = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"))
# Names of streams in the directory of an OLE2 file, and what the file then is. The first that stands there decides.
_OLE2 = (
    ("WordDocument", "doc"),
    ("EncryptedPackage", "it is a Word or Excel file with a password; save it without one"),
    ("Workbook", "it is an Excel spreadsheet (xls); export what is to be read as docx or pdf"),
    ("Book", "it is an Excel spreadsheet (xls); export what is to be read as docx or pdf"),
    ("PowerPoint Document", "it is a PowerPoint presentation (ppt); export it as pdf"),
    ("__properties_version1.0", "it is an Outlook message (msg); save its text or its attachment"),
)
_REFUSED = (
    (b"Rar!\x1a\x07", "it is a RAR archive; unpack it, or pack the files as ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7-Zip archive; unpack it, or pack the files as ZIP"),
    (b"BZh", "it is packed with bzip2; unpack it, or pack it as ZIP"),
    (b"\xfd7zXZ\x00", "it is packed with xz; unpack it, or pack it as ZIP"),
    (b"GIF8", "it is a GIF image; save a scanned notice as PNG, JPEG, TIFF or PDF"),
    (b"MZ", "it is a program and no document"),
)


def told(data: bytes, media: str | None, address: str) -> str:
    """What `data` is: "pdf", "docx", "doc", "odt", "rtf", "image", "zip", "gzip", "mhtml", "html" or "txt".

    `media` is a MIME type or an ending, `address` a URL or path; both count only where the content leaves it open.
    Raises ReadError, whose message names what it is and what to do, for formats that are not read.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if head.startswith(b"PK\x03\x04") or data[:4] == b"PK\x05\x06":
        return _zip_kind(data)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole2_kind(data)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if image_format(data):
        return "image"
    for magic, why in _REFUSED:
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:64]):
            raise ReadError(why)
    if _PAGE.match(head):
        return "html"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"<?xml") and _WORD_XML.search(data[:4096]):
        return "docx"
    if re.match(rb"(?i)(?:from|mime-version|subject|date|content-type):", head) and _ARCHIVED.search(data[:4096]):
        return "mhtml"
    name = f"{media or ''} {address}".lower()
    if re.search(r"html?\b", name) and b"<" in data[:100000]:
        return "html"
    if re.search(r"\.pdf$|application/pdf", name):
        raise ReadError("it is named a PDF but has no PDF header: the file is damaged; fetch it again")
    if re.search(r"\.docx$|wordprocessingml", name):
        raise ReadError("it is named a Word document but is none: the file is damaged; fetch it again")
    return "txt"


def image_format(data: bytes) -> str | None:
    """ "JPEG", "PNG" or "TIFF" if `data` begins as such an image does, else None."""
    return next((name for magic, name in _IMAGES if data.startswith(magic)), None)


def open_zip(data: bytes) -> zipfile.ZipFile:
    """`data` as a ZIP archive. Raises ReadError if it is damaged or its directory is absurdly long."""
    if data.count(b"PK\x01\x02") > MOST_ENTRIES:
        raise ReadError(f"the ZIP archive has more than {MOST_ENTRIES} members; unpack it and give the documents")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise ReadError(f"the ZIP archive is damaged ({error}); fetch it again") from error


def part(archive: zipfile.ZipFile, name: str, limit: int = MOST_BYTES) -> bytes | None:
    """The inflated member `name`, None if there is none. Reads no more than `limit` bytes, whatever the directory says.

    Raises ReadError if the member is longer, damaged, encrypted or packed in a way that is not read.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    return member(archive, info, limit)


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int = MOST_BYTES) -> bytes:
    """The inflated bytes of `info`. Raises ReadError as `part` does.

    Only stored and deflated members are read: what bzip2 and LZMA inflate to cannot be limited beforehand.
    """
    if info.flag_bits & 1:
        raise ReadError("it is encrypted; pack it again without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReadError("it is packed in a rare way; pack it again as an ordinary ZIP")
    try:
        with archive.open(info) as stream:
            return _up_to(stream, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise ReadError(f"it is damaged ({error}); fetch it again") from error


def gunzipped(data: bytes, limit: int = MOST_BYTES) -> bytes:
    """What the gzip file `data` holds. Raises ReadError if that is more than `limit` bytes, a tar archive, or damaged."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            inflated = _up_to(stream, limit)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(f"the gzip file is damaged ({error}); fetch it again") from error
    if inflated[257:262] == b"ustar":
        raise ReadError("it is a tar archive; unpack it, or pack the files as ZIP")
    return inflated


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def page_of(data: bytes) -> bytes:
    """The page in `data`, a page saved by a browser or Word with its pictures in one file (MHTML).

    Raises ReadError if there is none in it.
    """
    for one in email.message_from_bytes(data).walk():
        if one.get_content_type() == "text/html" and isinstance(page := one.get_payload(decode=True), bytes):
            charset = one.get_content_charset()
            if charset and b"charset" not in page[:4096].lower():
                return f'<meta charset="{charset}">'.encode() + page
            return page
    raise ReadError("there is no page in the MHTML file; save it again, as HTML or docx")


def _up_to(stream: _Stream, limit: int) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise ReadError(f"it inflates to more than {limit // 2**20} MB and is not read; split it")
    return data


def _zip_kind(data: bytes) -> str:
    try:
        with open_zip(data) as archive:
            names = set(archive.namelist())
            kind = part(archive, "mimetype", 200) if "mimetype" in names else None
    except ReadError:
        # Too broken to have a directory: what it was meant to be shows in the names of its members.
        if b"word/" in data:
            return "docx"
        raise
    if kind is not None and kind.startswith(b"application/vnd.oasis.opendocument."):
        if kind.strip() == b"application/vnd.oasis.opendocument.text":
            return "odt"
        raise ReadError("it is an OpenDocument spreadsheet or presentation; export what is to be read as docx or pdf")
    if "[Content_Types].xml" in names:
        if any(n.startswith("xl/") for n in names):
            raise ReadError("it is an Excel spreadsheet (xlsx); export what is to be read as docx or pdf")
        if any(n.startswith("ppt/") for n in names):
            raise ReadError("it is a PowerPoint presentation (pptx); export it as pdf")
        return "docx"
    return "zip"


def _ole2_kind(data: bytes) -> str:
    found = [(at, kind) for name, kind in _OLE2 if (at := data.find((name + "\0").encode("utf-16-le"))) >= 0]
    if not found:
        raise ReadError("it is an old binary Office file without a document in it; save it as docx or pdf")
    kind = min(found)[1]
    if kind != "doc":
        raise ReadError(kind)
    return kind
