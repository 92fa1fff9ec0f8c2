from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst

from dashboard.paper import typesetting
from dashboard.paper.typesetting import pages_of, pdf_of, pictures_of
from tests.support.printed import ink_in_margins, n_pages, read_pdf, words_of

WRITTEN = datetime(2024, 5, 14, 13, 5, tzinfo=UTC)
HOSTILE = (
    '#read("/etc/passwd") #include "common.typ" #eval("1+1")',
    "$x^2$ *star* _under_ `code` = head @cite <label> \\ \\u{41} // gone /* gone */",
    "[x](http://a) <b>bold</b> ${alert(1)} {{7*7}} %s \"quoted\" 'single' -- --- ... ~ ~",
    "1. one - two + three / term: four",
    "a" * 280,
    "https://example.org/" + "/".join(["part"] * 40),
    "שלום עולם 12 Main St سلام",
)


def minutes_saying(*texts: str) -> dict[str, object]:
    """Return what the template of the minutes is given, with one line a text."""
    lines = [{"mark": "", "is_quiet": at % 2 == 1, "text": text} for at, text in enumerate(texts)]
    part = {"number": 1, "title": "Part", "time": "0:10", "lines": lines}
    return {
        "size": 9.0,
        "title": "Minutes",
        "day": "Tue 14 May 2024",
        "sample": "",
        "made": ["Build b1"],
        "note": "",
        "present": "Present: nobody.",
        "parts": [part],
        "map": None,
    }


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_what_somebody_typed_comes_out_as_itself_and_is_never_read_as_markup(typed):
    content = pdf_of("minutes", minutes_saying(typed), written_at=WRITTEN)

    shown = words_of(content)
    # Right-to-left words are read back sign by sign in the order of the page, so they are compared as a set of signs.
    assert sorted("".join(typed.split())) == sorted(shown[shown.index("–") + 1 : shown.rindex("Buildb1")])
    if typed.isascii():
        assert "".join(typed.split()) in shown


@pytest.mark.parametrize("sign", ["W", "—", "[U+5510]", "م"], ids=["W", "dash", "number", "Arabic"])
def test_a_word_longer_than_the_line_is_broken_and_never_reaches_into_the_margin(sign):
    picture = pictures_of("minutes", minutes_saying(sign * 280), ppi=40)[0]

    assert ink_in_margins(picture, margin_in=0.53) == 0
    assert ink_in_margins(picture, margin_in=3) > 0


def test_the_typesetter_can_read_no_file_but_its_own_templates(tmp_path, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    climbing = "../" * 20 + str(secret).lstrip("/")
    for path in (str(secret), climbing, str(Path(typesetting.__file__)), "../typesetting.py"):
        monkeypatch.setattr(typesetting, "_template_bytes", lambda _name, path=path: f'#read("{path}")'.encode())

        with pytest.raises(typst.TypstError):
            pdf_of("minutes", {}, written_at=WRITTEN)


def test_the_same_words_and_the_same_date_give_the_same_bytes():
    first, again = (pdf_of("minutes", minutes_saying("a", "b"), written_at=WRITTEN) for _ in range(2))

    assert first == again
    assert read_pdf(first).metadata.creation_date == WRITTEN


def test_the_pages_counted_are_the_pages_printed():
    for n_lines in (1, 60, 300):
        told = minutes_saying(*(f"line {at}" for at in range(n_lines)))

        assert pages_of("minutes", told) == n_pages(pdf_of("minutes", told, written_at=WRITTEN))
