"""Legacy Vietnamese fonts and charsets: what was typed in them is read, what is right stays."""

import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus._legacy_tables import CODINGS, WINDOWS, is_syllable
from corpus.canonical import canonical
from corpus.document import Repair
from corpus.legacy import as_drawn, mended, mended_together, moved, published, repair
from corpus.readers import ReadError
from corpus.readers.text import decode, once_encoded

SAMPLE = sorted((Path(__file__).parents[2] / "corpus" / "sample").glob("*.txt"))
TEXTS = [canonical(p.read_text(encoding="utf-8")) for p in SAMPLE]
LETTERS = set(CODINGS["VISCII"].values())
NO_CAPITAL = {c for c in LETTERS if c.isupper() and c not in "ĂÂĐÊÔƠƯ"}  # in TCVN3
# What VISCII has letters for, as a typist would have replaced it.
PLAIN = str.maketrans("“”‘’–—…•²³·", "\"\"''--.*23*")


def encoder(coding: str) -> Callable[[str], str]:
    """Text → the characters that its bytes in `coding` are in windows-1252 (control characters where that has none)."""
    table = {}
    for raw, letter in CODINGS[coding].items():
        if coding == "TCVN3" and len(raw) > 1:
            continue  # tone marks behind capitals are in the standard, but nobody's keyboard typed them
        if coding == "VNI" and raw != (raw.upper() if letter.isupper() else raw.lower()):
            continue
        if all(ord(c) < 256 for c in raw) and len(raw) <= len(table.get(letter, raw)):
            table[letter] = raw
    if coding == "TCVN3":
        table |= {c: table[c.lower()] for c in NO_CAPITAL}
    return lambda text: "".join(table.get(c, c) for c in text)


ENCODERS = {coding: encoder(coding) for coding in CODINGS}


def typed(text: str, coding: str) -> str:
    """`text` as far as `coding` can write it."""
    return text.translate(PLAIN) if coding == "VISCII" else text


def kept(text: str, coding: str) -> str:
    """`text` without what `coding` doesn't keep, to compare by."""
    return "".join(c.lower() if c in NO_CAPITAL else c for c in text) if coding == "TCVN3" else text


def to_bytes(characters: str) -> bytes:
    windows = {c: b for b, c in WINDOWS.items()}
    return bytes(windows.get(c, ord(c)) for c in characters)


@pytest.mark.parametrize("coding", CODINGS)
def test_every_text_as_characters(coding: str) -> None:
    for text in TEXTS:
        wanted = typed(text, coding)
        done = repair(ENCODERS[coding](wanted))
        assert done is not None
        assert kept(done[0], coding) == kept(wanted, coding)
        assert canonical(done[0]) == done[0]
        assert done[1].encoding == coding
        assert done[1].capitals_lost is (coding == "TCVN3")


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "windows-1252", "x-unknown"])
@pytest.mark.parametrize("coding", CODINGS)
def test_every_text_as_bytes(coding: str, declared: str | None) -> None:
    for text in TEXTS if declared is None else TEXTS[::20]:
        # A few characters (arrows, stars, ŭ) are in none of the codings.
        wanted = "".join(c for c in typed(text, coding) if c in LETTERS or ord(c) < 128 or c in WINDOWS.values())
        read = mended(decode(to_bytes(ENCODERS[coding](wanted)), declared))[0]
        assert kept(read, coding) == kept(wanted, coding)


def test_right_text_stays() -> None:
    for text in TEXTS:
        assert repair(text) is None
        assert repair(unicodedata.normalize("NFD", text)) is None
        assert decode(text.encode()) == text
        assert mended(unicodedata.normalize("NFD", text)) == (text, None, ())


RIGHT = [
    "© 2020 Cổng thông tin điện tử",
    "Intel® Core™, 5µm ± 3 °C, 10 m², 3 km²",
    "Déjà vu : où êtes-vous ? Le goût du thé, c'est dû à l'été",
    "El niño mañana; ¡hola! ¿qué tal, señor?",
    "Für Österreich, über Köln, Größe, Müller",
    "Vi går på fjellet, så må dere også være på",
    "Tämä on hyvä päivä, hän sä mä",
    "não são ações, coração",
    "«Chào các bạn», ông nói",
    "· Sở Tài chính\n· Sở Y tế",
    "Ðắk Lắk, 5.000 ðồng",
    "R&D Nestlé®, AT&T © ® ™ 100%, §3, ¶2",
    "Trung tâm VH·TT·DL; x² + y² = z²; 3 × 4 ÷ 2",
    "Chào 😀 bạn 👍🏽",
    "def f(a: int) -> int:\n    return a << 2  # «x»",
    "là các",
    "H'Hen Niê, Y Khoan Êban, Krông Pắc",
    "",
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_short_text_stays(text: str) -> None:
    assert repair(text) is None


SHORT = [
    ("ñy ban nh©n d©n", "ủy ban nhân dân", "TCVN3"),
    ("UÛY BAN NHAÂN DAÂN", "ỦY BAN NHÂN DÂN", "VNI"),
    ("Qu¶ng Nam", "Quảng Nam", "TCVN3"),
    ("Sè: 12/Q§-UBND", "Số: 12/QĐ-UBND", "TCVN3"),
    ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", "TCVN3"),
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", "VNI"),
    ("Cµng hòa xã hµi chü nghîa Vi®t Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", "VISCII"),
    ("Côòng hòa xaÞ hôòi chuÒ nghiÞa Viêòt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", "windows-1258"),
    ("Caùc cô quan nhaø nöôùc", "Các cơ quan nhà nước", "VNI"),
    ("« t« vµ xe m¸y; ®iÓm ® kho¶n 2", "ô tô và xe máy; điểm đ khoản 2", "TCVN3"),
    # Capitals that the font has no codes for, told by the word or by the words beside it.
    ("TØNH Uû B×NH §ÞNH", "TỈNH UỶ BÌNH ĐỊNH", "TCVN3"),
    ("Uû ban nh©n d©n, Bé Tµi chÝnh", "Uỷ ban nhân dân, Bộ Tài chính", "TCVN3"),
    # TCVN3's ư is a soft hyphen: as such, as a hyphen, and lost.
    ("n\xad\xedc, t\xad nh©n, H\xadng Yªn, ch\xada", "nước, tư nhân, Hưng Yên, chưa", "TCVN3"),
    (
        "Ph-¬ng h-íng, t- nh©n, H-ng Yªn, ch-a, kinh tÕ-x· héi",
        "Phương hướng, tư nhân, Hưng Yên, chưa, kinh tế-xã hội",
        "TCVN3",
    ),
    ("Tríc ®©y, ngêi ®îc nh vËy. Lu: VT", "Trước đây, người được như vậy. Lưu: VT", "TCVN3"),
]


@pytest.mark.parametrize(("given_text", "wanted", "coding"), SHORT)
def test_short_legacy_text(given_text: str, wanted: str, coding: str) -> None:
    done = repair(given_text)
    assert done is not None
    assert (done[0], done[1].encoding) == (wanted, coding)


MIXED = [
    (
        "Ủy ban nhân dân tỉnh\nC¨n cø LuËt Tæ chøc H§ND vµ UBND\nXét đề nghị của Giám đốc Sở",
        "Ủy ban nhân dân tỉnh\nCăn cứ Luật Tổ chức HĐND và UBND\nXét đề nghị của Giám đốc Sở",
    ),
    (
        "Căn cứ QuyÕt ®Þnh sè 12/2003/Q§-TTg của Thủ tướng Chính phủ",
        "Căn cứ Quyết định số 12/2003/QĐ-TTg của Thủ tướng Chính phủ",
    ),
    (
        "Nơi nhận: các sở là thành viên\nCaùc sôû, ngaønh chuû trì, phoái hôïp\nNhà văn hóa có 3 tầng",
        "Nơi nhận: các sở là thành viên\nCác sở, ngành chủ trì, phối hợp\nNhà văn hóa có 3 tầng",
    ),
    ("Uû ban nh©n d©n thµnh phè\nUÛY BAN NHAÂN DAÂN", "Uỷ ban nhân dân thành phố\nỦY BAN NHÂN DÂN"),
]


@pytest.mark.parametrize(("given_text", "wanted"), MIXED)
def test_mixed_text(given_text: str, wanted: str) -> None:
    done = repair(given_text)
    assert done is not None
    assert done[0] == wanted


@pytest.mark.parametrize("coding", ["TCVN3", "VNI"])
def test_every_other_paragraph(coding: str) -> None:
    """Paragraphs in a legacy font between right ones: the right ones stay, the others become readable."""
    for text in TEXTS[::6]:
        lines = [line for line in text.split("\n") if line.strip()]
        raw = "\n".join(ENCODERS[coding](line) if n % 2 else line for n, line in enumerate(lines))
        done = repair(raw)
        assert done is not None
        out = done[0].split("\n")
        wrong = [n for n, (a, b) in enumerate(zip(lines, out, strict=True)) if kept(a, coding) != kept(b, coding)]
        # A line of few words that are Vietnamese either way can't be told.
        assert all(len(lines[n].split()) <= (2 if n % 2 == 0 else 5) for n in wrong)
        assert len(wrong) <= 0.05 * len(lines)


def check_runs(raw: str, text: str, made: Repair) -> None:
    assert made.runs[0][0] == made.runs[0][2] == 0
    assert (made.runs[-1][1], made.runs[-1][3]) == (len(text), len(raw))
    for (_, end, _, raw_end), (start, _, raw_start, _) in pairwise(made.runs):
        assert (end, raw_end) == (start, raw_start)
    assert all(a < b and c < d for a, b, c, d in made.runs)


@pytest.mark.parametrize("coding", CODINGS)
def test_runs_lead_back(coding: str) -> None:
    """What a run stands for is what the coding writes for it."""
    write = ENCODERS[coding]
    for text in TEXTS[::5]:
        raw = write(typed(text, coding))
        done = repair(raw)
        assert done is not None
        out, made = done
        check_runs(raw, out, made)
        for start, end, raw_start, raw_end in made.runs:
            assert write(out[start:end]) == raw[raw_start:raw_end]
        for at in range(0, len(out), 7):
            assert moved(published(at, made), made) == at


def test_runs_over_what_canonical_text_drops() -> None:
    raw = "\ufeffUû\u200b ban\r\nnh©n d©n\u00a0x·\r\n" + unicodedata.normalize("NFD", "Việt Nam") + " vµ tØnh Hµ Nam"
    done = repair(raw)
    assert done is not None
    text, made = done
    assert text == "Uỷ ban\nnhân dân xã\nViệt Nam và tỉnh Hà Nam"
    check_runs(raw, text, made)
    for word, there in [("ban", "ban"), ("dân", "d©n"), ("Nam", "Nam"), ("tỉnh", "tØnh"), ("Hà", "Hµ")]:
        at = text.index(word)
        assert raw[published(at, made) : published(at + len(word), made)] == there
        assert moved(raw.index(there), made) == at
    assert moved(5, None) == published(5, None) == 5


def test_note_says_what_was_done() -> None:
    text, made, notes = mended("Hµ Néi, ngµy 12 th¸ng 5")
    assert text == "Hà Nội, ngày 12 tháng 5"
    assert made is not None
    assert made.capitals_lost
    assert len(notes) == 1
    assert "TCVN3" in notes[0]
    assert "capitals" in notes[0]
    assert "capitals" not in mended("UÛY BAN NHAÂN DAÂN")[2][0]


def test_parts_of_a_page_are_repaired_together() -> None:
    parts, coding, notes = mended_together(["Uû ban ", "\n nh©n d©n", "", "© 2020  ", "Việt Nam", "tØnh Hµ Nam\t"])
    assert parts == ["Uỷ ban ", "\n nhân dân", "", "© 2020  ", "Việt Nam", "tỉnh Hà Nam\t"]
    assert coding == "TCVN3"
    assert len(notes) == 1
    assert mended_together(["Ủy ", "ban"]) == (["Ủy ", "ban"], None, ())


def test_font_that_draws_capitals() -> None:
    assert repair(as_drawn("quyÕt ®Þnh", ".VnTimeH")) == repair("QUYÕT ®ÞNH")
    assert repair("QUYÕT ®ÞNH")[0] == "QUYẾT ĐỊNH"  # type: ignore[index]
    assert as_drawn("abc", "ABCDEF+.VnArialH") == "ABC"
    assert as_drawn("abc", ".VnTime") == as_drawn("abc", "Helvetica") == "abc"


@given(st.text())
def test_any_string(text: str) -> None:
    done = repair(text)
    out, made, notes = mended(text)
    assert canonical(out) == out
    if done is None:
        assert (out, made, notes) == (canonical(text), None, ())
    else:
        assert (out, made) == done
        check_runs(text, out, done[1])


@given(st.text(alphabet=st.characters(max_codepoint=0x17F)))
def test_any_latin_string(text: str) -> None:
    done = repair(text)
    if done is not None and done[0]:
        check_runs(text, *done)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_ascii_but_for_controls_stays(text: str) -> None:
    if not set(text) & set("\x02\x05\x06\x14\x19\x1e"):
        assert repair(text) is None


SYLLABLES = [
    "nghiêng",
    "quý",
    "quỳ",
    "già",
    "gì",
    "giết",
    "giêng",
    "hòa",
    "hoà",
    "thủy",
    "thuỷ",
    "khuya",
    "được",
    "Đắk",
    "Lắk",
    "nguyễn",
    "huỳnh",
    "yên",
    "ý",
    "quốc",
    "oai",
    "ưu",
]
NO_SYLLABLES = ["ñy", "nhaân", "cé", "ngề", "tá̀", "viẹt̃", "bắng̀", "đươg", "tết̉", "kớc", "f", "w", "quư"]


@pytest.mark.parametrize(("word", "legal"), [(w, True) for w in SYLLABLES] + [(w, False) for w in NO_SYLLABLES])
def test_syllables(word: str, legal: bool) -> None:
    assert is_syllable(word) is legal


def taken_for(text: str, charset: str = "latin-1") -> str:
    """UTF-8 that was read as another charset."""
    return text.encode().decode("latin-1").translate(WINDOWS) if charset == "latin-1" else text.encode().decode(charset)


TWICE = "Ủy ban nhân dân thành phố Đà Nẵng và các sở, ngành là đầu mối; làm việc tại Ý Yên “Nóng” – …"


@pytest.mark.parametrize(
    "given_text",
    [
        taken_for(TWICE),
        taken_for(taken_for(TWICE)),
        taken_for(TWICE).replace("\x90", ""),
        "Tin tức\n" + taken_for(TWICE),
    ],
)
def test_utf_8_encoded_twice(given_text: str) -> None:
    assert decode(given_text.encode()).split("\n")[-1] == TWICE


def test_utf_8_encoded_twice_only_where_it_is() -> None:
    assert decode("á»¦y ban".encode()) == "Ủy ban"
    assert decode("HĂ  Ná»™i".encode()) == "Hà Nội"  # by way of windows-1258
    for text in [*TEXTS, *RIGHT, "«Lá»", "XÃ\u00a0HỘI"]:
        assert once_encoded(text) == text


VIETNAMESE = "Ủy ban nhân dân thành phố Đà Nẵng giao các sở, ngành.\n"
CP1258 = to_bytes(ENCODERS["windows-1258"](VIETNAMESE))
BYTES = [
    (VIETNAMESE.encode(), "windows-1258", VIETNAMESE),  # the header is wrong
    (VIETNAMESE.encode(), None, VIETNAMESE),
    (CP1258, "utf-8", VIETNAMESE),
    (CP1258, "windows-1258", VIETNAMESE),
    (CP1258, None, VIETNAMESE),
    (CP1258, "no-such-charset", VIETNAMESE),
    (VIETNAMESE.encode("utf-8-sig"), None, VIETNAMESE),
    (VIETNAMESE.encode("utf-16"), None, VIETNAMESE),
    (VIETNAMESE.encode("utf-16-le"), None, VIETNAMESE),
    (VIETNAMESE.encode("utf-16-be"), None, VIETNAMESE),
    (VIETNAMESE.encode("utf-16-le"), "utf-8", VIETNAMESE),
    (VIETNAMESE.encode("utf-32"), None, VIETNAMESE),
    (VIETNAMESE.encode() + b"\xff.", None, VIETNAMESE + "\ufffd."),  # broken in one place
    (VIETNAMESE.encode() + "ủ".encode()[:2], None, VIETNAMESE + "\ufffd"),  # cut off
    (VIETNAMESE.encode() + b"\x96 x", None, VIETNAMESE + "– x"),  # pasted from windows-1252
    (b"caf\xe9 d\xe9j\xe0 o\xf9", None, "café déjà où"),
    (b"caf\xe9 d\xe9j\xe0 o\xf9", "iso-8859-1", "café déjà où"),
    ("Привет, как дела".encode("cp1251"), "windows-1251", "Привет, как дела"),
    (b"plain", "utf-16", "plain"),
]


@pytest.mark.parametrize(("data", "declared", "wanted"), BYTES)
def test_decode(data: bytes, declared: str | None, wanted: str) -> None:
    assert decode(data, declared) == wanted


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x7fELF" + b"\x00\x01\x02" * 500, b"\x00" * 400 + b"\x8f\xff\x01" * 9]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="binary"):
        decode(data)


def test_control_characters_of_viscii_survive() -> None:
    wanted = "UỶ BAN NHÂN DÂN TỈNH ĐẴM MỸ, KỴ ẲN, DẪN\n" * 3
    raw = to_bytes(ENCODERS["VISCII"](wanted))
    assert {0x14, 0x05, 0x19, 0x1E, 0x02, 0x06} < set(raw)
    assert mended(decode(raw))[0] == wanted
