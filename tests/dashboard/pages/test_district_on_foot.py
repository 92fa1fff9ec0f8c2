"""The District page as an officer uses it: where the walk begins, what is asked of the agency, and the two taps."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from dashboard.huddle import action_drafts, meetings
from dashboard.huddle.action_drafts import NewAction
from dashboard.huddle.asks import NewAsk, ask_draft
from dashboard.huddle.events import ActionStatus, NamedLocation, OnScreen
from dashboard.huddle.text_check import check_text
from dashboard.stores.operations import OperationsStore
from geo.crs import project_lonlat
from geo.walking_order import walk_length_m, walking_order
from pipelines.settings import load_reference, operations_url
from tests.support.kept_record import book_of
from tests.support.published_build import AS_OF_DATE, _centre, location_id, write_past_build
from tests.support.recorded_actions import OVERDUE, _at
from tests.support.screen import open_page, press, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from dashboard.huddle.actions import Action
    from pipelines.settings import Paths

OFFICER = {"role_code": "district", "agency_code": "public_works"}
DAY = OnScreen(huddle_date=AS_OF_DATE, build_id="b", role_code="leadership")
WORDS = "The crew was there at two"


@pytest.fixture(autouse=True)
def published(own_morning: Paths) -> Paths:
    return own_morning


def numbers(screen: AppTest) -> list[int]:
    return [int(number) for number in re.findall(r'class="crt-place-no">(\d+)<', text_of(screen))]


def labels(screen: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in screen.button]


def action(paths: Paths, action_id: str = OVERDUE) -> Action:
    return book_of(paths).actions[action_id]


def record(paths: Paths, *drafts: tuple[str, object]) -> None:
    store = OperationsStore(operations_url(paths, {}))
    for hour, (event_id, draft) in enumerate(drafts, 8):
        store.append(draft, event_id=event_id, recorded_at=_at(AS_OF_DATE, hour))
    store.close()


def new_action(action_id: str, *, owner: str, number: int, due_days: int, what: str) -> tuple[str, object]:
    place = NamedLocation(location_id(number), "Somewhere", number)
    new = NewAction(what, owner, AS_OF_DATE + timedelta(days=due_days), "A photo", place)
    return action_id, action_drafts.opening_draft(new, action_id=action_id, on_screen=DAY)


def test_places_stand_in_walking_order_from_the_lowest_number_with_metres_and_the_whole_length(
    published: Paths,
) -> None:
    screen = open_page("district", district="D-4")

    assert numbers(screen) == [3, 5, 4]
    lon, lat = zip(*(_centre(number) for number in (3, 4, 5)), strict=True)
    points = np.column_stack(project_lonlat(lon, lat))
    order = walking_order(points, start_m=tuple(points[0]))
    assert [(3, 4, 5)[row] for row in order] == [3, 5, 4]
    length_km = walk_length_m(points, order, start_m=tuple(points[0])) / 1000
    told = " ".join(caption.value for caption in screen.caption).replace("\\", "")
    assert f"{length_km:.1f} km in straight lines; streets are longer." in told
    leg_km = np.hypot(*(points[2] - points[0])) / 1000
    assert f"{leg_km:.1f} km" in text_of(screen)
    assert "of number 3</p>" in text_of(screen)


def test_where_one_starts_is_chosen_stands_in_the_address_and_outlasts_a_rerun() -> None:
    screen = open_page("district", district="D-4")

    screen.selectbox(key="walk_start_picker").select(location_id(4)).run()

    assert numbers(screen)[0] == 4
    assert screen.query_params["start"] == location_id(4)
    assert numbers(screen.run())[0] == 4
    again = open_page("district", district="D-4", start=location_id(4))
    assert numbers(again) == numbers(screen)
    assert "Walking order from 4" in " ".join(caption.value for caption in again.caption).replace("\\", "")


def test_one_can_start_from_a_place_the_middle_or_what_is_named_near_the_district_stations_first(
    published: Paths,
) -> None:
    screen = open_page("district", district="D-4")

    starts = [start.replace("\\", "") for start in screen.selectbox(key="walk_start_picker").options]
    assert [start.split(" ·")[0] for start in starts[:3]] == ["3", "4", "5"]
    assert starts[3] == "The middle of the district"
    table = load_reference(published.reference_dir, "named_places").set_index("place_name")["kind"]
    names = [start.rsplit(" (", 1)[0] for start in starts[4:]]
    kinds = [table[name] for name in names]
    assert {"station", "square", "park"} >= set(kinds) > set()
    assert kinds == sorted(kinds, key=["station", "square", "park"].index)
    assert all(kind in start.casefold() for kind, start in zip(kinds, starts[4:], strict=True))
    assert not any("station (station)" in start.casefold() for start in starts)
    named = starts[4]
    screen.selectbox(key="walk_start_picker").select(f"named:{names[0]}").run()
    assert not screen.exception
    assert f"Walking order from {named}" in " ".join(caption.value for caption in screen.caption).replace("\\", "")


@pytest.mark.parametrize("asked", ["L9999", "named:Nowhere", "<script>alert(1)</script>", location_id(1)])
def test_a_start_that_is_not_known_in_the_district_is_said_clearly_and_never_echoed(asked: str) -> None:
    screen = open_page("district", district="D-4", start=asked)

    assert not screen.exception
    assert "a start that is not known here this morning" in screen.warning[0].value
    assert "<script>" not in text_of(screen)
    assert numbers(screen) == [3, 5, 4]


def test_another_district_begins_anew_and_asks_for_no_start_of_the_last_one() -> None:
    screen = open_page("district", district="D-4", start=location_id(4))

    screen.selectbox(key="district_picker").select("A-1").run()

    assert not screen.warning
    assert "start" not in screen.query_params
    assert numbers(screen)[0] == 1


def test_the_huddles_order_is_by_number_says_no_metres_and_stands_in_the_address() -> None:
    screen = open_page("district", district="D-4")

    screen.segmented_control(key="walk_order_picker").set_value("huddle").run()

    assert numbers(screen) == [3, 4, 5]
    assert screen.query_params["order"] == "huddle"
    assert "crt-way" not in text_of(screen)
    assert "straight lines" not in " ".join(caption.value for caption in screen.caption)
    assert numbers(open_page("district", district="D-4", order="huddle")) == [3, 4, 5]


def test_done_is_two_taps_from_the_actions_line(published: Paths) -> None:
    screen = open_page("district", district="A-1", **OFFICER)

    press(press(screen, "Done"), "Done as asked")

    told = action(published)
    assert (told.status, told.result) == (ActionStatus.DONE, "Done as asked")
    assert told.history[-1].facts["by_agency_code"] == "public_works"
    assert "✓ done</span>" in text_of(screen)
    assert "Done" not in labels(screen)


def test_could_not_because_is_two_taps_from_the_actions_line(published: Paths) -> None:
    screen = open_page("district", district="A-1", **OFFICER)

    press(press(screen, "Could not"), "No crew or vehicle was free")

    told = action(published)
    assert (told.status, told.result) == (ActionStatus.COULD_NOT, "No crew or vehicle was free")
    assert "✕ could not</span>" in text_of(screen)


def test_other_words_are_recorded_too_and_none_at_all_are_refused(published: Paths) -> None:
    screen = press(open_page("district", district="A-1", **OFFICER), "Could not")

    press(screen, "Record: could not")
    assert "The reason" in screen.error[0].value
    assert action(published).is_open

    screen.text_input[0].set_value(WORDS)
    press(screen, "Record: could not")
    assert action(published).result == WORDS


def test_what_is_typed_is_looked_through_before_it_is_recorded(published: Paths) -> None:
    screen = press(open_page("district", district="A-1", **OFFICER), "Done")

    screen.text_input[0].set_value("Call 617-555-0123 about it")
    press(screen, "Record: done")

    assert "Not recorded yet" in text_of(screen)
    assert action(published).is_open
    press(screen, "Record as written")
    assert action(published).history[-1].facts["text_check"] == "kept:phone"


def test_the_same_button_again_closes_what_it_opened() -> None:
    screen = open_page("district", district="A-1", **OFFICER)

    press(screen, "Done")
    assert "Done as asked" in labels(screen)
    press(screen, "Done")
    assert "Done as asked" not in labels(screen)


def test_a_wrong_tap_is_undone_where_it_was_made(published: Paths) -> None:
    screen = open_page("district", district="A-1", **OFFICER)
    press(press(screen, "Done"), "Done as asked")

    press(screen, "Undo")

    assert action(published).is_open
    assert {"Done", "Could not"} <= set(labels(screen))


def test_after_the_huddle_is_closed_a_wrong_tap_is_put_right_with_a_reason(published: Paths) -> None:
    record(published, ("m-start", meetings.start_draft(DAY)), ("m-close", meetings.close_draft(DAY)))
    screen = open_page("district", district="A-1", **OFFICER)
    press(press(screen, "Done"), "Done as asked")

    assert "Undo" not in labels(screen)
    press(screen, "Put it right")
    assert "Record the correction" in labels(screen)


def test_an_agency_answers_for_its_own_and_only_reads_what_others_are_asked(published: Paths) -> None:
    others = open_page("district", district="A-1", role_code="district", agency_code="parks")

    assert "Empty the two bins" in text_of(others)
    assert not {"Done", "Could not"} & set(labels(others))
    assert "Nothing is asked of Parks and Recreation in this district." in _captions(others)
    assert "1 action of other agencies below, at their places." in _captions(others)


def test_a_screen_without_an_agency_is_told_to_choose_one_and_may_answer() -> None:
    screen = open_page("district", district="A-1", role_code="district")

    assert "No agency is chosen on this screen." in _captions(screen)
    assert {"Done", "Could not"} <= set(labels(screen))


def test_what_is_asked_of_the_agency_stands_on_top_by_its_day_and_leads_to_its_place(published: Paths) -> None:
    place = NamedLocation(location_id(2), "Harbor St / Quay St", 2)
    ask = NewAsk("Two cones at the corner", "ems", "public_works", AS_OF_DATE, place)
    record(
        published,
        new_action("a-soon", owner="public_works", number=12, due_days=2, what="Lock the <b>gate</b>"),
        new_action("a-parks", owner="parks", number=12, due_days=-3, what="Cut the hedge"),
        ("q-cones", ask_draft(ask, ask_id="q-cones", on_screen=DAY)),
    )

    screen = open_page("district", district="A-1", **OFFICER)

    (mine,) = re.findall(r'<nav class="crt crt-mine".*?</nav>', text_of(screen), re.DOTALL)
    assert re.findall(r'href="#at-(\w+)"', mine) == [location_id(1), location_id(2), location_id(12)]
    assert all(f'id="at-{location_id(number)}"' in text_of(screen) for number in (1, 2, 12))
    assert "■ ask, today" in mine
    assert "Lock the &lt;b&gt;gate&lt;/b&gt;" in mine
    assert "Cut the hedge" not in mine
    # At the place the agency's own action stands before that of another, whatever their days.
    assert text_of(screen).rindex("Lock the &lt;b&gt;gate") < text_of(screen).rindex("Cut the hedge")
    assert "answer:q-cones:0" in [pills.key for pills in screen.get("button_group")]


def test_what_is_asked_of_the_agency_elsewhere_is_counted_below_the_list_with_the_way_there() -> None:
    elsewhere = open_page("district", district="A-1", role_code="district", agency_code="street_outreach")

    labels_there = [link.proto.label for link in elsewhere.get("page_link")]
    assert labels_there[-1] == "1 more asked of us elsewhere: My agency"
    nowhere = open_page("district", district="A-1", **OFFICER)
    assert not any("elsewhere" in link.proto.label for link in nowhere.get("page_link"))


def test_what_was_tried_at_a_place_before_stands_there_with_its_result() -> None:
    text = text_of(open_page("district", district="A-1", **OFFICER))

    assert "<summary>Tried here: 1</summary>" in text
    assert "<b>done</b> Mon 13 May, Parks and Recreation: Mend the light over the gate. Done at 14:00" in text


def test_nothing_is_answered_on_a_past_morning(own_build: Paths) -> None:
    past = AS_OF_DATE - timedelta(days=1)
    write_past_build(own_build, as_of_date=past, build_id=f"{past:%Y%m%d}-full")

    screen = open_page("district", district="A-1", morning=past.isoformat(), **OFFICER)

    assert "A past morning" in text_of(screen)
    assert "Empty the two bins" in text_of(screen)
    assert not {"Done", "Could not", "Undo"} & set(labels(screen))


def test_an_officer_is_told_nothing_of_offers_declines_naloxone_or_health(published: Paths) -> None:
    screen = press(open_page("district", district="A-1", **OFFICER), "Done")

    everything = text_of(screen).casefold()
    for word in ("offer", "declin", "naloxone", "overdose", "treatment", "sharps_", "suppressed", "contacts"):
        assert word not in everything, word
    measures = load_reference(published.reference_dir, "outreach_measures")["measure_name"]
    assert [name for name in measures if name.casefold() in everything] == []


def test_the_words_of_one_tap_are_whole_legal_and_pass_the_check_of_typed_words(published: Paths) -> None:
    rows = load_reference(published.reference_dir, "closing_words")

    assert set(rows["status"]) == {ActionStatus.DONE, ActionStatus.COULD_NOT}
    assert rows["words"].str.len().between(5, 60).all()
    assert [words for words in rows["words"] if check_text(words, huddle_date=AS_OF_DATE, words=())] == []


def _captions(screen: AppTest) -> str:
    return " ".join(caption.value for caption in screen.caption).replace("\\", "")


def test_the_sheet_of_the_district_is_there_to_print_and_that_of_the_agency_where_one_is_chosen() -> None:
    def sheets(screen: AppTest) -> list[str]:
        return [button.proto.label for button in screen.get("download_button")]

    assert sheets(open_page("district", district="A-1", role_code="district")) == ["Shift sheet (PDF)"]
    assert sheets(open_page("district", district="A-1", **OFFICER)) == [
        "Shift sheet (PDF)",
        "Our agency's shift sheet (PDF)",
    ]


def test_a_build_from_before_the_ages_were_published_tells_how_many_are_open_and_no_age(own_build: Paths) -> None:
    (file,) = own_build.builds_dir.glob("*.duckdb")
    with duckdb.connect(str(file)) as connection:
        connection.execute("drop table location_open_ages")

    screen = open_page("district", district="A-1", **OFFICER)

    assert not screen.exception
    assert "<b>13</b> open</span><span>oldest <b>41 days</b></span>" in text_of(screen)
