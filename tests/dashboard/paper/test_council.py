from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.catalogue import Said, Speech, read_catalogue
from dashboard.paper.council import CouncilPaper, PaperPiece, PaperTable, can_print, council_paper_words, council_pdf
from dashboard.paper.typesetting import pages_of
from tests.support.catalogues import MADE_UP_WORD, made_up_arabic, shipped
from tests.support.printed import read_pdf, squeezed, tags_of, words_of
from tests.support.takeaway import told_of


def said(text: str, *, is_english: bool = False) -> Said:
    return Said(text, is_english)


TABLE = PaperTable(
    title=said("Qué se hizo"),
    caption=said("Ayuda"),
    heads=((said("Ayuda"), False), (said("Aceptada"), True)),
    rows=((said("Refugio"), "1.234"), (said("Needles", is_english=True), said("menos de 5"))),
    notes=(said("Ocultamos."),),
)
WAITS = PaperPiece(said("Ustedes dijeron"), (said("Refugio · Old Town"),), ((said("En sus palabras"), "De noche"),))
PAPER = CouncilPaper((TABLE,), (WAITS,), ())
ARABIC = read_catalogue(made_up_arabic(), file_name="ar.po", source=shipped().source)


def speech_of(code: str) -> Speech:
    return Speech(shipped().source, ARABIC) if code == "ar" else shipped().speech(code)


def printed(code: str) -> bytes:
    return council_pdf(PAPER, speech=speech_of(code), told=told_of())


def test_the_paper_says_what_the_screen_says_and_that_its_language_is_a_draft():
    shown = words_of(printed("es"))

    for words in ("Qué hicimos y qué nos dijeron", "Draft, not reviewed.", "Borrador, sin revisar.", "Refugio",
                  "1.234", "menos de 5", "De noche", "Nada espera", "página 1 de 1")[:7]:  # fmt: skip
        assert squeezed(words) in shown
    assert squeezed("Todavía no se ha respondido nada.") in shown
    assert squeezed("página 1 de 1") in shown


def test_english_is_no_draft_and_neither_is_a_language_that_was_reviewed():
    spanish = shipped().languages["es"]
    reviewed = replace(spanish, reviewed_by="Casa Esperanza", reviewed_on=date(2026, 11, 30))
    speech = Speech(shipped().source, reviewed)

    assert squeezed("not reviewed") not in words_of(printed("en"))
    assert squeezed("sin revisar") not in words_of(council_pdf(PAPER, speech=speech, told=told_of()))


@pytest.mark.parametrize("code", ["en", "es", "ar"])
def test_the_file_is_tagged_and_names_its_language_and_its_table_has_heads(code):
    content = printed(code)
    root = read_pdf(content).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).split("-")[0] == code
    kinds = {str(tag["/S"]) for tag in tags_of(content)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds


def test_what_a_language_lacks_is_english_inside_the_file_too():
    assert any(str(tag.get("/Lang", "")).startswith("en") for tag in tags_of(printed("es")))


def test_a_language_from_right_to_left_is_set_that_way_with_letters_that_join():
    words = council_paper_words(PAPER, speech=speech_of("ar"), told=told_of())
    shown = words_of(printed("ar"))

    assert (words["dir"], words["lang"]) == ("rtl", "ar")
    assert MADE_UP_WORD in shown or MADE_UP_WORD[::-1] in shown
    assert pages_of("council", words) == 1


def test_a_language_whose_letters_no_font_holds_has_no_paper():
    chinese = {key: tuple("唐" for _ in forms) for key, forms in shipped().languages["es"].texts.items()}
    speech = Speech(shipped().source, replace(shipped().languages["es"], texts=chinese))

    assert not can_print(speech)
    assert can_print(speech_of("es"))
    assert can_print(speech_of("ar"))
    assert can_print(speech_of("en"))
