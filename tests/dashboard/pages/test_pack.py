"""The working group's pack by one click: for roles that see outreach figures, the same for each of them."""

from __future__ import annotations

import io
import zipfile

import pytest

from dashboard.components import pack
from dashboard.components.opening import open_morning
from tests.support.screen import open_page

pytestmark = pytest.mark.usefixtures("standing_morning")


def has_button(screen) -> bool:
    return any("Working-group pack" in button.proto.label.replace("\\", "") for button in screen.get("download_button"))


@pytest.mark.parametrize(("role_code", "is_there"), [("council", True), ("district", False)])
def test_the_click_is_there_for_who_sees_outreach_and_for_no_district_officer(role_code, is_there):
    screen = open_page("council", role_code=role_code)

    assert not screen.exception
    assert has_button(screen) is is_there


@pytest.mark.slow
def test_the_click_gives_the_pdf_and_the_tables():
    content = pack._zipped(open_morning(follows_address=False))

    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert sorted(name.rpartition(".")[2] for name in names) == ["csv", "csv", "csv", "pdf"]
