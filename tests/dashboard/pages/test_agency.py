from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths


@pytest.fixture(autouse=True)
def published(own_morning: Paths) -> Paths:
    return own_morning


def of_agency(agency_code: str) -> AppTest:
    return open_page("agency", agency_code=agency_code)


def ask(screen: AppTest, *, by: str, of: str) -> AppTest:
    next(area for area in screen.text_area if area.label == "What is needed").input("A second truck")
    next(box for box in screen.selectbox if box.label == "Who asks").select(by)
    next(box for box in screen.selectbox if box.label == "Whom").select(of)
    return next(button for button in screen.button if "Record the ask" in button.label).click().run()


def test_without_an_agency_the_page_says_where_to_choose_one() -> None:
    assert "Choose yours above" in text_of(open_page("agency"))


def test_an_agency_sees_its_own_open_actions_and_no_others() -> None:
    text = text_of(of_agency("public_works"))

    assert "Empty the two bins by the steps twice a day" in text
    assert text.count("We know by:") == 1


def test_an_ask_stands_with_who_is_asked_and_with_who_asked() -> None:
    ask(of_agency("ems"), by="ems", of="parks")

    asked = text_of(of_agency("parks"))
    asking = text_of(of_agency("ems"))
    assert "A second truck" in asked.partition("Ours to do")[0]
    assert "A second truck" in asking.partition("We asked")[2]
    assert "A second truck" not in text_of(of_agency("police"))


def test_a_role_that_sees_zones_only_is_told_so() -> None:
    assert "We know by:" not in text_of(open_page("agency", role_code="council"))
