"""Bringing in a log: seen row by row, mended in place, entered only when confirmed, never twice."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from dashboard.stores.inbox import waiting_logs
from pipelines.readers.log_draft import LOG_COLUMNS
from tests.pipelines.readers.files import contact_line, half_a_gzip, outreach_file
from tests.support.published_build import write_published_build
from tests.support.screen import map_arguments, open_page, text_of
from tests.support.workbooks import HEADER, log_cells, log_workbook, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths

# The published build knows 780 Albany St, and two streets named Everett.
LOG = outreach_file(
    [
        contact_line(1, place_text="780 Albany St"),
        contact_line(2, place_text="12 Everett St"),
        contact_line(3, place_text="780 Albany St", lead="somebody"),
        contact_line(4, place_text="nowhere that anybody knows"),
    ]
)
HOSTILE = "<script>alert(1)</script> [x](http://example.org) \u202eevil"


@pytest.fixture
def published(data_dir: Path) -> Paths:
    return write_published_build(data_dir)


def brought(content: bytes, name: str = "monday.csv", *, role_code: str = "outreach") -> AppTest:
    screen = open_page("bring_in", role_code=role_code)
    return upload(screen, content, name)


def upload(screen: AppTest, content: bytes, name: str = "monday.csv") -> AppTest:
    screen.file_uploader[0].set_value((name, content, "text/csv"))
    return screen.run()


def told(screen: AppTest) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text_of(screen)))).replace("\\", "")


def press(screen: AppTest, key: str) -> AppTest:
    return next(button for button in screen.button if button.key == key).click().run()


def test_every_row_says_what_becomes_of_it_and_where_its_place_was_found(published: Paths) -> None:
    page = told(brought(LOG))

    assert "Understood, new 3" in page
    assert "Set aside 1" in page
    assert "Rows read 4" in page
    assert "780 Albany St" in page
    assert "lead holds a word that is not allowed; allowed: outreach, clinician, police" in page
    assert "2 places far apart fit" in page
    assert "Of 3 rows not set aside, 1 go on the map and 2 do not" in page


def test_nothing_is_written_before_it_is_confirmed_and_then_only_the_rows_that_were_understood(
    published: Paths,
) -> None:
    screen = brought(LOG, name="../../somebody's name.csv")
    assert not published.inbox_dir.exists()

    screen = press(screen, "upload_confirm")

    (log,) = waiting_logs(published)
    rows = list(csv.DictReader(io.StringIO(log.log.decode())))
    assert [row["contact_id"] for row in rows] == ["C-00001", "C-00002", "C-00004"]
    assert (log.role_code, log.n_read, log.shown_name) == ("outreach", 4, "somebody's name.csv")
    assert "somebody" not in log.log.decode()
    assert "wait for the next build and enter with it" in told(screen)


def test_the_same_rows_again_in_whatever_file_have_nothing_to_confirm(published: Paths) -> None:
    press(brought(LOG), "upload_confirm")
    cells = ("2026-01-05 09:01", "780 Albany St", "Team 4", "outreach", "declined", "not_offered", "accepted")
    again = log_workbook(
        log_cells(
            contact_id="C-00001", contact_at=cells[0], place_text=cells[1], team=cells[2], lead=cells[3],
            shelter_offer=cells[4], treatment_offer=cells[5], transport_offer=cells[6], storage_offer="unavailable",
            decline_reason="pet", sharps_collected=3, naloxone_doses=0,
        )
    )  # fmt: skip

    page = told(brought(again, "again.xlsx"))

    assert "Known already 1" in page
    assert "Bringing it in again would add nothing" in page
    assert "Confirm: bring in" not in page


def test_a_changed_row_of_a_known_contact_says_that_it_replaces(published: Paths) -> None:
    press(brought(LOG), "upload_confirm")

    page = told(brought(outreach_file([contact_line(1, place_text="780 Albany St", sharps_collected="9")])))

    assert "Understood, replaces what is known 1" in page


def mend(screen: AppTest, line_no: int) -> AppTest:
    chooser = next(box for box in screen.selectbox if box.label == "Mend a row of this page")
    return chooser.set_value(line_no).run()


def send(screen: AppTest) -> AppTest:
    return next(button for button in screen.button if button.label == "Read this row again").click().run()


def test_a_row_set_aside_is_mended_in_place_and_read_by_the_same_reader(published: Paths) -> None:
    screen = mend(brought(LOG), 4)
    lead = next(box for box in screen.selectbox if str(box.key).startswith("upload_cell:lead:4:"))
    assert lead.value == "somebody"
    lead.set_value("police")
    screen = send(screen)

    assert "Understood, new 4" in told(screen)
    assert "mended here" in told(screen)
    press(screen, "upload_confirm")
    assert waiting_logs(published)[0].n_mended == 1


def test_another_file_is_never_shown_with_what_stood_in_the_form_of_the_one_before(published: Paths) -> None:
    screen = mend(brought(LOG), 4)

    screen = upload(screen, outreach_file([contact_line(n, lead="clinician") for n in range(1, 5)]), "tuesday.csv")

    assert next(box for box in screen.selectbox if box.label == "Mend a row of this page").value is None
    screen = mend(screen, 4)
    assert next(box for box in screen.selectbox if "upload_cell:lead:4:" in str(box.key)).value == "clinician"


def test_a_row_that_is_mended_twice_leaves_the_rows_set_aside_and_so_may_the_last_page(published: Paths) -> None:
    log = outreach_file([contact_line(number, lead="somebody", team="a@b.org") for number in range(21)])
    screen = brought(log)
    screen.radio[0].set_value("Set aside").run()
    screen.number_input[0].set_value(2).run()
    for column, value in (("lead", "police"), ("team", "Team 4")):
        screen = mend(screen, 22)
        fields = [*screen.selectbox, *screen.text_input]
        next(field for field in fields if f"upload_cell:{column}:22:" in str(field.key)).set_value(value)
        screen = send(screen)

    assert not screen.exception
    assert "Set aside: 1 to 20 of 20" in told(screen)
    assert "Understood, new 1" in told(screen)


def test_a_file_that_is_cut_off_says_so(published: Paths) -> None:
    page = told(brought(half_a_gzip(outreach_file([contact_line(number) for number in range(2_000)])), "log.csv.gz"))

    assert "The file is cut off" in page


def test_a_new_build_reads_the_log_again_and_loses_nothing_that_was_mended(published: Paths) -> None:
    screen = mend(brought(LOG), 4)
    next(box for box in screen.selectbox if str(box.key).startswith("upload_cell:lead:4:")).set_value("police")
    screen = send(screen)

    write_published_build(published.data_dir, build_id="a-newer-build")
    screen.run()

    assert "Understood, new 4" in told(screen)
    assert "mended here" in told(screen)


def test_the_names_of_sheets_are_shown_as_words(published: Paths) -> None:
    book = workbook({"Log": [HEADER, log_cells(place_text="780 Albany St")], "_x_ $1$ <b>": [["hello"]]})

    page = text_of(brought(book, "log.xlsx"))

    assert "1 (“_x_ $1$ <b>”)" in page.replace("\\", "")
    assert "\\_x\\_ \\$1\\$ \\<b\\>" in page


def test_where_several_places_fit_one_is_chosen_and_the_row_gets_its_coordinates(published: Paths) -> None:
    screen = mend(brought(LOG), 3)
    place = next(radio for radio in screen.radio if str(radio.key).startswith("upload_place:3:"))
    assert len(place.options) == 3
    place.set_value(1)
    screen = send(screen)

    assert "At its coordinates, 42.3" in told(screen)
    press(screen, "upload_confirm")
    rows = list(csv.DictReader(io.StringIO(waiting_logs(published)[0].log.decode())))
    assert rows[1]["lon"].startswith("-71.")


def test_hostile_words_are_shown_as_words(published: Paths) -> None:
    log = outreach_file([contact_line(1, place_text=HOSTILE), contact_line(2, team=HOSTILE, lead=HOSTILE)])

    screen = brought(log, f"{HOSTILE}.csv")

    drawn = text_of(screen)
    assert "<script>" not in drawn
    assert "\u202e" not in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in drawn


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"a,b\n1,2\n", "none of its columns is known"),
        (outreach_file([]), "its header and no rows"),
        (outreach_file([contact_line(1)]).replace(b"team", b"client_name"), "the header fits no known layout"),
        (outreach_file([contact_line(1)]).replace(b"team,", b"team,name,"), "columns outside the template: name"),
    ],
)
def test_what_is_no_log_is_refused_with_the_reason_and_the_next_step(
    published: Paths, content: bytes, words: str
) -> None:
    page = told(brought(content))

    assert words in page
    assert "Next step" in page
    assert "Confirm" not in page


def test_an_inbox_that_cannot_be_written_is_said_and_the_reading_stays_on_the_screen(published: Paths) -> None:
    published.inbox_dir.write_text("in the way", encoding="utf-8")

    screen = press(brought(LOG), "upload_confirm")

    assert "cannot be written" in screen.error[0].value.replace("\\", "")
    assert "Understood, new 3" in told(screen)


@pytest.mark.parametrize("role_code", ["leadership", "chair"])
def test_a_role_that_brings_in_no_logs_is_told_whom_to_ask(published: Paths, role_code: str) -> None:
    screen = open_page("bring_in", role_code=role_code)

    assert "give the log to Recovery Services and Outreach supervisor, who may" in told(screen)
    assert not screen.get("file_uploader")


@pytest.mark.parametrize(
    ("page", "role_code", "is_led_here"),
    [
        ("outreach", "outreach", True),
        ("data_health", "recovery", True),
        ("outreach", "chair", False),
        ("data_health", "district", False),
    ],
)
def test_who_may_bring_in_a_log_is_led_to_it_from_the_pages_that_name_it(
    published: Paths, page: str, role_code: str, is_led_here: bool
) -> None:
    links = [link.proto.label for link in open_page(page, role_code=role_code).get("page_link")]

    assert ("Bring in the day’s outreach log" in links) is is_led_here


def test_of_many_rows_a_page_is_drawn_at_a_time(published: Paths) -> None:
    log = outreach_file([contact_line(number, place_text="780 Albany St") for number in range(120)])

    screen = brought(log)

    assert "All rows: 1 to 20 of 120" in told(screen)
    screen.number_input[0].set_value(6).run()
    assert "All rows: 101 to 120 of 120" in told(screen)


def test_the_template_can_be_filled_in_and_has_the_columns_that_are_read(published: Paths) -> None:
    template = (published.reference_dir / "outreach_template.csv").read_text(encoding="utf-8")

    assert tuple(next(csv.reader(io.StringIO(template)))) == LOG_COLUMNS
    assert "Download the template" in text_of(open_page("bring_in", role_code="outreach"))


def test_the_rows_of_a_page_have_the_numbers_of_their_places_and_the_map_is_drawn_when_it_is_asked_for(
    published: Paths,
) -> None:
    log = outreach_file(
        [
            contact_line(1, place_text="780 Albany St"),
            contact_line(2, place_text="nowhere that anybody knows"),
            contact_line(3, place_text="", lon="-71.0700000", lat="42.3400000"),
            contact_line(4, place_text="780 Albany St"),
        ]
    )
    screen = brought(log)
    assert map_arguments(screen) == {}

    screen.toggle(key="is_upload_map_asked_for").set_value(True).run()

    labels = re.findall(r'"label": ("[^"]*")', str(map_arguments(screen)["feature_group"]))
    assert [json.loads(label) for label in labels] == [
        "1 · 780 Albany St · 100 of 100 · lines 2, 5",
        "2 · At its coordinates, 42.34 north, 71.07 west · 100 of 100 · line 4",
    ]
    page = told(screen)
    assert page.count("1 · 780 Albany St") == 2
    assert "2 · At its coordinates, 42.34 north" in page
