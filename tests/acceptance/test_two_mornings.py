"""The loop, once: a place is listed, somebody promises something there, and it comes back until it is done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import ActionStatus
from dashboard.stores.operations import OperationsStore
from dashboard.stores.warehouse import current_manifest, read_query
from pipelines.settings import operations_url, project_paths
from tests.support.city_files import busy_corners, csv_text, write_gzip
from tests.support.command_line import run_crt

APP = Path(__file__).resolve().parents[2] / "streamlit_app.py"
PROMISE = "Second basket, emptied before seven"
PROOF = "No litter ticket older than a day on Thursday"


@pytest.fixture
def first_morning(data_dir, tmp_path, capsys):
    rows = busy_corners(first_day=datetime(2015, 9, 1), n_days=60)
    run_crt(capsys, "ingest", "311", write_gzip(tmp_path / "city.csv.gz", csv_text(rows)))
    assert run_crt(capsys, "build", "--as-of", "2015-10-20").exit_code == 0
    return data_dir


def huddle() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.run()
    assert not page.exception
    return page


def keyed(elements, prefix):
    return next(element for element in elements if element.key and element.key.startswith(prefix))


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.html, page.caption, page.info, page.warning, page.success, page.subheader)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def said_heads(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in page.header)


def promise_at_number_four(page: AppTest) -> None:
    paths = project_paths()
    listed = read_query(paths.build_file(current_manifest(paths).build_id), "locations")
    four = listed.loc[listed["number"] == 4, "location_id"].iloc[0]
    keyed(page.text_area, "what:").set_value(PROMISE)
    keyed(page.selectbox, "owner:").set_value("public_works")
    keyed(page.selectbox, "place:").set_value(four)
    keyed(page.text_input, "know:").set_value(PROOF)
    keyed(page.button, "record:").click().run()
    assert not page.exception


def actions():
    return list(fold_events(OperationsStore(operations_url(project_paths())).events()).actions.values())


def test_a_promise_comes_back_every_morning_until_it_is_closed_with_a_result(first_morning, capsys):
    promise_at_number_four(huddle())
    (promised,) = actions()
    assert (promised.owner_agency_code, str(promised.due_date), promised.is_open) == (
        "public_works",
        "2015-10-21",
        True,
    )
    assert promised.location_number == 4

    run_crt(capsys, "build", "--as-of", "2015-10-21")
    second = said(huddle())
    assert PROMISE in second
    assert "due today" in second

    run_crt(capsys, "build", "--as-of", "2015-10-22")
    third = huddle()
    assert "overdue 1 day" in said(third)

    keyed(third.pills, "happened:").set_value("Done").run()
    keyed(third.text_input, "words:").set_value("Basket stands since Tuesday")
    keyed(third.button, "record:").click().run()
    (closed,) = actions()
    assert (closed.status, closed.result) == (ActionStatus.DONE, "Basket stands since Tuesday")

    run_crt(capsys, "build", "--as-of", "2015-10-23")
    fourth = huddle()
    assert not [button for button in fourth.pills if (button.key or "").startswith("happened:")]

    place = AppTest.from_file(str(APP), default_timeout=60)
    place.query_params["location"] = closed.location_id
    place.switch_page("dashboard/pages/location.py").run()
    assert not place.exception
    assert "Basket stands since Tuesday" in said(place)
    # What was closed on the morning before came back by the door of any source.
    assert "Did it work?" in said_heads(place)
    assert "the past before it is too short" in said(place)


def test_recording_twice_from_one_form_counts_once(first_morning):
    page = huddle()
    promise_at_number_four(page)
    keyed(page.text_area, "what:").set_value(PROMISE)
    page.run()

    assert len(actions()) == 1


def test_an_action_without_owner_or_proof_is_refused_in_words(first_morning):
    page = huddle()
    keyed(page.text_area, "what:").set_value(PROMISE)
    keyed(page.button, "record:").click().run()

    assert actions() == []
    assert page.error or page.warning
