"""Archives (ZIP) with documents in them: what a portal offers as one attachment."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.legacy import mended
from corpus.readers._errors import ReadError
from corpus.readers._formats import MOST_BYTES, gunzipped, member, open_zip, told

MOST_MEMBERS = 200
MOST_INFLATED = 200 * 1024 * 1024
LEVELS = 2
# No document inflates to so many times its size; white pages of a scan may, up to the first of these sizes.
_RATIO_FROM = 10 * 1024 * 1024
_RATIO = 200

_DOCUMENTS = re.compile(r"(?i)\.(?:pdf|docx|docm|doc|odt|rtf|txt|html?|jpe?g|png|tiff?|zip|gz)$")
# What operating systems and Word leave in archives.
_LITTER = re.compile(r"(?i)(?:^|/)(?:__MACOSX/|\.[^/]*$|Thumbs\.db$|desktop\.ini$|~\$)")
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]", re.IGNORECASE)


class Member(NamedTuple):
    """One document of an archive: its address (``archive!/folder/name``) and its bytes."""

    address: str
    data: bytes


class Refused(NamedTuple):
    """A member of an archive that is not read: its address, and why, in words that say what to do."""

    address: str
    why: str


def is_bundle(data: bytes) -> bool:
    """Is `data` a ZIP archive that is no Word, Excel, PowerPoint or OpenDocument file?"""
    try:
        return told(data, None, "") == "zip" if data[:2] == b"PK" else False
    except ReadError:
        return False


def unpack(data: bytes, address: str) -> tuple[list[Member], list[Refused]]:
    """The documents in the ZIP archive `data` of `address`, in its order, and what was refused.

    Archives within are unpacked too, two levels deep. Names in addresses never climb out of the archive and are no
    paths of this machine; nothing is written anywhere. At most 200 documents and 200 MB altogether are unpacked, counted
    while reading, since directories lie. Raises ReadError if the archive itself is damaged or empty, or is RAR or 7-Zip.
    """
    told(data, None, "")  # says what it is instead, for RAR and the like
    bag = _Bag()
    bag.fill(data, address, 0)
    if not bag.members and not bag.refused:
        raise ReadError("there is no document in the ZIP archive")
    return bag.members, bag.refused


@dataclass
class _Bag:
    members: list[Member] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    left: int = MOST_INFLATED
    taken: set[str] = field(default_factory=set)

    def fill(self, data: bytes, address: str, level: int) -> None:
        """Add the members of the archive `data`. Raises ReadError if it is damaged."""
        with open_zip(data) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                name = harmless(_name(info))
                if _LITTER.search(name):
                    continue
                where = self._free(f"{address}!/{name}")
                try:
                    self._take(archive, info, name, where, level)
                except ReadError as error:
                    self.refused.append(Refused(where, str(error)))

    def _take(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, where: str, level: int) -> None:
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ReadError("it is a link to another file and no document")
        if re.search(r"\.[A-Za-z]\w{1,4}$", name) and not _DOCUMENTS.search(name):
            raise ReadError(f"files of this kind ({name[name.rindex('.') :]}) are not read")
        if len(self.members) >= MOST_MEMBERS:
            raise ReadError(f"the archive has more than {MOST_MEMBERS} documents; unpack it and give this one")
        if self.left <= 0:
            raise ReadError(
                f"the archive inflates to more than {MOST_INFLATED // 2**20} MB; unpack it and give this one"
            )
        limit = min(MOST_BYTES, self.left)
        if info.compress_size < limit // _RATIO:
            limit = min(limit, max(_RATIO_FROM, info.compress_size * _RATIO))
        try:
            data = member(archive, info, limit)
        except ReadError:
            # What was inflated in vain counts: a thousand bombs must not take a thousand times as long.
            self.left -= min(limit, max(info.file_size, 0))
            raise
        self.left -= len(data)
        if data.startswith(b"\x1f\x8b"):
            data = gunzipped(data, min(limit, max(self.left, 1)))
            self.left -= len(data)
        if is_bundle(data):
            if level >= LEVELS:
                raise ReadError(f"it is an archive more than {LEVELS} levels deep; unpack it and give its documents")
            self.fill(data, where, level + 1)
        else:
            self.members.append(Member(where, data))

    def _free(self, where: str) -> str:
        """`where`, or, if there already is such a member, that with a number behind."""
        free, n = where, 2
        while free in self.taken:
            free, n = f"{where}~{n}", n + 1
        self.taken.add(free)
        return free


def harmless(name: str) -> str:
    """`name` of a member as a relative address: no drive, no root, no "..", no control characters; "?" if nothing is left."""
    name = "".join(c for c in name.replace("\\", "/") if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    steps = [s.strip() for s in re.sub(r"^[A-Za-z]:", "", name).split("/")]
    steps = [s[-150:] for s in steps if s not in ("", ".", "..")]
    return unicodedata.normalize("NFC", "/".join(steps[-8:])) or "?"


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name. Programs that do not say that it is UTF-8 write the code page of their Windows, or a font's.

    zipfile reads those bytes as code page 437, which has a character for every byte, so that they can be had back.
    """
    name = info.orig_filename
    if info.flag_bits & 0x800:
        return name
    if (unicode_name := _unicode_field(info)) is not None:
        return unicode_name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    if raw.isascii():
        return name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Some were typed with a legacy font, in windows-1252.
    text, repair, _ = mended(raw.decode("cp1252", errors="replace"))
    if repair is not None:
        return text
    vietnamese = unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace"))
    return vietnamese if _VIETNAMESE.search(vietnamese) else name


def _unicode_field(info: zipfile.ZipInfo) -> str | None:
    """The name in Info-ZIP's Unicode Path extra field (0x7075), if there is one and it belongs to this name."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == 0x7075 and len(body) > 5 and body[0] == 1:
            if int.from_bytes(body[1:5], "little") == zlib.crc32(info.orig_filename.encode("cp437", "replace")):
                return body[5:].decode("utf-8", errors="replace")
    return None
