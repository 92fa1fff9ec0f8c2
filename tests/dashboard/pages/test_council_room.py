"""The Council's room with people in it: its languages, what members say, and what becomes of that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import cache
from dashboard.huddle.events import EventKind
from dashboard.huddle.feedback import NO_ROLE, About, FeedbackStatus, Outcome, Shapes, View
from pipelines.settings import operations_url
from tests.support.catalogues import MADE_UP_WORD, made_up_arabic, shipped
from tests.support.published_build import zone_id
from tests.support.screen import open_page, press, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths

OLD_TOWN = zone_id("Old Town")
_ABOUT = {"Shelter": About.SHELTER, "Refugio": About.SHELTER, "Contacts": About.CONTACTS}


def _room(**asked: str) -> AppTest:
    return open_page("council", role_code="council", **asked)


def _feedback(paths: Paths) -> list:
    from datetime import date  # noqa: PLC0415

    return list(cache.book(operations_url(paths), up_to=date.max).feedback.values())


def _say(
    screen: AppTest, about: str, *, view: int = 1, shapes: int = 1, note: str = "", nobody: bool = False
) -> AppTest:
    """Choose a number, fill in its form in whatever language, and send it."""
    pills = next(each for each in screen.button_group if about in each.options)
    pills.set_value(_ABOUT[about])
    screen = screen.run()
    radios = {each.key.split(":")[0]: each for each in screen.radio}
    radios["view"].set_value(list(View)[view])
    radios["shapes"].set_value(list(Shapes)[shapes])
    if nobody:
        radios["from"].set_value("nobody")
    if note:
        screen.text_area[0].set_value(note)
    sending = next(each for each in screen.button if (each.key or "").startswith("send:"))
    screen = sending.click().run()
    assert not screen.exception
    return screen


def test_spanish_says_everything_in_spanish_and_that_it_is_a_draft(own_morning: Paths) -> None:
    text = text_of(_room(lang="es"))

    assert "Draft, not reviewed." in text
    assert "Borrador, sin revisar." in text
    assert 'lang="es" dir="ltr"' in text
    assert "MUESTRA: una ciudad inventada" in text
    assert "Los últimos 28 días" in text
    assert "menos de 5" in text
    assert "Tell us about" not in text
    # What the catalogue lacks, a category of the data, is marked as English.
    assert '<span lang="en" dir="ltr">Needles</span>' in text


def test_english_is_the_source_and_no_draft(own_morning: Paths) -> None:
    text = text_of(_room())

    assert "Draft" not in text
    assert 'lang="en" dir="ltr"' in text


@pytest.mark.parametrize("asked", ["xx", "../es", "<script>alert(1)</script>", "ES"])
def test_a_language_that_is_not_there_is_said_and_never_echoed(own_morning: Paths, asked: str) -> None:
    screen = _room(lang=asked)

    assert "a language that is not here" in screen.warning[0].value
    assert asked not in text_of(screen)
    assert 'lang="en" dir="ltr"' in text_of(screen)


def test_a_language_is_added_by_a_file_alone_and_runs_its_own_way(own_build: Paths) -> None:
    _add(own_build, "ar", made_up_arabic(left_out="page.lead"))

    text = text_of(_room(lang="ar"))

    assert 'lang="ar" dir="rtl"' in text
    assert MADE_UP_WORD in text
    # What it lacks is English, and runs as English does.
    assert '<span lang="en" dir="ltr">This page shows parts of the city.' in text


def test_a_catalogue_with_a_fault_is_refused_on_the_page_with_its_line_and_the_room_speaks_english(
    own_build: Paths,
) -> None:
    _add(own_build, "ar", made_up_arabic().replace(b"{when} {where}", b"{when} {wher}"))

    screen = _room(lang="ar")

    said = screen.warning[0].value.replace("\\", "")
    assert re.search(r"ar\.po, line \d+: [a-z.]+ lacks \{where\}", said)
    assert "take the file out of data/catalogues" in said
    assert 'lang="en" dir="ltr"' in text_of(screen)


def test_a_reviewed_language_is_no_draft(own_build: Paths) -> None:
    header = b"# Reviewed-by: Casa Esperanza, interpreter\n# Reviewed-on: 2026-11-30\n"
    _add(own_build, "ar", header + made_up_arabic())

    assert "Draft" not in text_of(_room(lang="ar"))


def test_what_a_member_says_of_a_number_is_recorded_once_with_zone_and_days_and_no_name(own_morning: Paths) -> None:
    screen = _say(_room(zone=OLD_TOWN, lang="es"), "Refugio", note="De noche no hay nadie")

    (feedback,) = _feedback(own_morning)
    assert (feedback.about, feedback.view, feedback.shapes) == ("offer_shelter", "not_what_i_see", "training")
    assert (feedback.zone_id, feedback.zone_name, feedback.period_code) == (OLD_TOWN, "Old Town", "last_days")
    assert feedback.note == "De noche no hay nadie"
    assert [entry.role_code for entry in feedback.history] == ["council"]
    assert screen.toast[0].value.startswith("Gracias")


def test_a_member_need_not_say_from_whom_it_is_and_can_take_it_back(own_morning: Paths) -> None:
    screen = _say(_room(), "Contacts", view=0, nobody=True)
    (feedback,) = _feedback(own_morning)
    assert [entry.role_code for entry in feedback.history] == [NO_ROLE]

    press(screen, "Take it back")

    (feedback,) = _feedback(own_morning)
    assert feedback.status == FeedbackStatus.WITHDRAWN
    assert "Take it back" not in [each.label for each in _room().button]


def test_nothing_is_sent_while_a_choice_is_missing(own_morning: Paths) -> None:
    screen = _room()
    pills = next(each for each in screen.button_group if each.key.startswith("say_about:asked"))
    pills.set_value(About.ASKED)
    screen = screen.run()
    screen = next(each for each in screen.button if (each.key or "").startswith("send:")).click().run()

    assert "Please pick what you see" in screen.error[0].value
    assert _feedback(own_morning) == []


def test_words_are_looked_through_first_and_the_member_decides(own_morning: Paths) -> None:
    screen = _say(_room(lang="es"), "Refugio", note="Llame al 617-555-0134")

    assert _feedback(own_morning) == []
    assert "Esto parece un número de teléfono." in text_of(screen)
    press(screen, "Enviar así")
    (feedback,) = _feedback(own_morning)
    assert feedback.history[0].facts["text_check"] == "kept:phone"


def test_no_other_role_gives_feedback_and_a_past_screen_cannot_either(own_morning: Paths) -> None:
    for role_code in ("leadership", "outreach", "district"):
        screen = open_page("council", role_code=role_code)
        assert not [each for each in screen.button_group if each.key.startswith("say_about")]


def test_it_comes_to_the_huddle_gets_an_owner_and_an_answer_and_comes_back(own_morning: Paths) -> None:
    _say(_room(zone=OLD_TOWN), "Shelter", note="Nobody came at night")

    huddle = open_page(role_code="chair")
    told = text_of(huddle)
    assert "The Council on offers of shelter, Old Town" in told
    assert "Nobody came at night" in told
    huddle = _pill(huddle, "Owner and date")
    _called(huddle.selectbox, "Who answers").select("street_outreach")
    huddle = press(huddle, "Record the owner and the date")
    (feedback,) = _feedback(own_morning)
    assert feedback.owner_agency_code == "street_outreach"

    waiting = text_of(_room())
    assert "Street outreach teams will answer by" in waiting
    assert "Nobody came at night" in waiting
    assert "Equipos de calle" in text_of(_room(lang="es"))

    huddle = _pill(huddle, "Answer the Council")
    _called(huddle.radio, "How it ended").set_value(Outcome.NOT_DONE)
    _called(huddle.text_input, "What was done, or why not").set_value("No crew is on after midnight yet.")
    huddle = press(huddle, "Record the answer")
    assert "Not done, because: No crew is on after midnight yet." in text_of(huddle)

    heard = text_of(_room(lang="es"))
    assert "No se hizo, porque (respondido el" in heard
    assert '<blockquote dir="auto">No crew is on after midnight yet.</blockquote>' in heard
    district = text_of(open_page("council", role_code="district"))
    assert "Nobody came at night" not in district
    assert "No crew is on after midnight yet." in district


def test_the_district_reads_the_line_in_the_huddle_and_no_word_that_a_member_typed(own_morning: Paths) -> None:
    _say(_room(), "Shelter", note="Nobody came at night")

    told = text_of(open_page(role_code="district"))
    assert "The Council on offers of shelter" in told
    assert "Nobody came at night" not in told


def test_an_answer_can_be_put_right_and_what_stood_before_stays_on_record(own_morning: Paths) -> None:
    _say(_room(), "Shelter")
    huddle = _pill(open_page(role_code="chair"), "Owner and date")
    _called(huddle.selectbox, "Who answers").select("parks")
    huddle = _pill(press(huddle, "Record the owner and the date"), "Answer the Council")
    _called(huddle.text_input, "What was done, or why not").set_value("It is done.")
    huddle = press(huddle, "Record the answer")
    _called(huddle.selectbox, "Which answer").select_index(0).run()
    _called(huddle.radio, "How it ended").set_value(Outcome.NOT_DONE)
    _called(huddle.text_input, "Why it is corrected").set_value("The wrong button.")
    press(huddle, "Record the correction")

    (feedback,) = _feedback(own_morning)
    assert feedback.outcome == Outcome.NOT_DONE
    assert feedback.history[-1].kind == EventKind.FEEDBACK_CORRECTED
    assert feedback.history[-1].before == {"outcome": "done"}


def test_the_papers_of_the_room_are_offered_in_its_language_and_what_is_in_english_is_said_to_be(
    own_morning: Paths,
) -> None:
    screen = _room(lang="es")

    labels = [each.proto.label.replace("\\", "") for each in screen.get("download_button")]
    assert labels == ["Imprimir esta página (PDF)", "Documento del grupo de trabajo"]
    assert "Está en inglés." in text_of(screen)
    assert "It is in English." not in text_of(_room())


def test_the_strip_above_the_room_speaks_its_language_and_above_every_other_page_english(own_morning: Paths) -> None:
    text = text_of(_room(lang="es"))

    assert "Datos al mar, 14 de may de 2024, 06:00" in text
    assert "todas al día" in text
    assert "LOCAL: sin inicio de sesión" in text
    assert "Visto como / Seen as" in text
    # Sources keep their names, and are read aloud as the English that they are.
    assert '<span lang="en" dir="ltr">Outreach log</span>: al día' in text
    assert "newest record" not in text
    assert "SAMPLE" not in text

    for english in (_room(), open_page("huddle", lang="es")):
        assert "As of <b>Tue 14 May 2024, 06:00</b>" in text_of(english)
        assert "SAMPLE — made-up city" in text_of(english)


def _add(paths: Paths, code: str, content: bytes) -> Path:
    folder = paths.catalogue_dirs[-1]
    folder.mkdir(parents=True, exist_ok=True)
    assert code not in shipped().codes
    file = folder / f"{code}.po"
    file.write_bytes(content)
    return file


def _called(pieces: Any, words: str) -> Any:
    """Return the last piece whose label begins so: the form that was opened last."""
    return [each for each in pieces if each.label.startswith(words)][-1]


def _pill(screen: AppTest, words: str) -> AppTest:
    pills = next(each for each in screen.button_group if words in each.options)
    return pills.set_value(words).run()
