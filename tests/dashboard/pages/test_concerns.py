"""Concerns on the screens: what their agencies see, and that nobody else can tell one from another, or from two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.components import download, meeting
from dashboard.components.opening import open_morning
from dashboard.huddle.concerns import ConcernStatus, NewConcern, raise_draft, table_draft
from dashboard.huddle.events import ConcernOutcome, NamedLocation, OnScreen
from dashboard.huddle.meetings import close_draft, start_draft, step_draft
from dashboard.stores.operations import OperationsStore
from pipelines.settings import Paths, operations_url
from tests.support.kept_record import book_of, record
from tests.support.published_build import AS_OF_DATE, location_id, write_published_build
from tests.support.recorded_actions import record_actions
from tests.support.screen import Seen, all_told, open_page, open_seen, press, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest


MILL, FERRY = NamedLocation(location_id(1), "Mill Square", 4), NamedLocation(location_id(2), "Second Place", 2)
DISTRESS = "in great distress"
LINE = "Boston EMS and Emergency shelters meet after the huddle."
CARD = "Place and kind are on the screens of these agencies alone"
AT = datetime(2024, 5, 14, 12, 40, tzinfo=UTC)


@pytest.fixture
def published(own_morning: Paths) -> Paths:
    return own_morning


def on_screen(role_code: str, agency_code: str | None = None) -> OnScreen:
    return OnScreen(AS_OF_DATE, f"{AS_OF_DATE:%Y%m%d}-full", role_code, agency_code)


def raised(
    paths: Paths,
    event_id: str = "c1",
    *,
    by: str = "ems",
    asked: tuple[str, ...] = ("shelters",),
    place: NamedLocation = MILL,
    kind: str = "distress",
    is_agreed: bool = False,
) -> str:
    """Record a concern and return its id."""
    draft = raise_draft(
        NewConcern(by, asked, kind, is_listed=True, location=place),
        event_id=event_id,
        on_screen=on_screen("leadership", by),
    )
    record(paths, (event_id, draft), at=AT)
    if is_agreed:
        agree = table_draft(draft.subject_id, is_agreed=True, on_screen=on_screen("chair"))
        record(paths, (f"{event_id}-agreed", agree), at=AT)
    return draft.subject_id


def agency_page(agency_code: str | None, *, role_code: str = "leadership") -> AppTest:
    return open_page("agency", role_code=role_code, agency_code=agency_code)


def choose(screen: AppTest, group: str, answer: str) -> AppTest:
    return next(each for each in screen.button_group if each.label == group).set_value(answer).run()


def test_an_agency_raises_a_concern_with_three_choices_and_is_told_first_who_sees_what(published: Paths) -> None:
    screen = agency_page("ems")
    assert "whoever chooses one of these agencies on this screen sees it" in text_of(screen)
    next(box for box in screen.selectbox if box.label == "Where").select(MILL.location_id)
    next(box for box in screen.selectbox if box.label == "What kind of risk").select("distress")
    next(box for box in screen.multiselect if box.label == "Which agencies").select("shelters")
    screen = press(screen, "Ask the table")

    (concern,) = book_of(published).concerns.values()
    assert (concern.from_agency_code, concern.asked_agency_codes) == ("ems", ("shelters",))
    assert (concern.location_id, concern.risk_code) == (MILL.location_id, "distress")
    assert f"{DISTRESS}." in text_of(screen)


def test_a_form_without_a_place_or_an_agency_records_nothing(published: Paths) -> None:
    screen = press(agency_page("ems"), "Ask the table")

    assert "choose a place" in screen.error[0].value
    assert book_of(published).concerns == {}


@pytest.mark.parametrize(
    ("agency_code", "sees"), [("ems", True), ("shelters", True), ("police", False), ("parks", False), (None, False)]
)
def test_place_and_kind_are_shown_to_those_who_take_part_and_are_no_police(
    published: Paths, agency_code: str | None, sees: bool
) -> None:
    raised(published, asked=("shelters", "police"))

    assert (CARD in text_of(agency_page(agency_code))) == sees


@pytest.mark.parametrize("role_code", ["district", "council"])
def test_place_and_kind_are_never_shown_to_a_district_officer_nor_to_the_council(
    published: Paths, role_code: str
) -> None:
    raised(published)

    text = text_of(agency_page("ems", role_code=role_code))
    assert CARD not in text
    assert f"{DISTRESS}." not in text


def test_an_agency_closes_it_and_place_and_kind_are_gone_from_the_record(published: Paths) -> None:
    concern_id = raised(published, is_agreed=True)
    screen = choose(agency_page("shelters"), "What came of it", "Declined today")
    screen = press(screen, "Close it: declined today")

    assert CARD not in text_of(screen)
    concern = book_of(published).concerns[concern_id]
    assert concern.outcome == ConcernOutcome.DECLINED_TODAY
    assert concern.is_erased
    store = OperationsStore(operations_url(published, {}))
    report, payloads = store.verify(), {event.event_id: event.payload for event in store.events()}
    store.close()
    assert report.ok
    assert payloads["c1"] is None
    files = [file.read_bytes() for file in published.operations_dir.rglob("*operations*") if file.is_file()]
    assert files
    assert not [content for content in files if b"distress" in content]


def test_the_raising_agency_can_take_it_back_and_place_and_kind_are_gone(published: Paths) -> None:
    raised(published)
    assert "Take it back" not in str([each.label for each in agency_page("shelters").button])

    press(agency_page("ems"), "Take it back")

    book = book_of(published)
    assert book.concerns == {}
    assert all(subject.is_erased for subject in book.withdrawn)


def test_the_chair_records_the_tables_answer_for_all_concerns_of_the_same_agencies_at_once(published: Paths) -> None:
    first, second = raised(published), raised(published, "c2", by="shelters", asked=("ems",), place=FERRY)
    other = raised(published, "c3", asked=("parks",))
    screen = open_page(role_code="chair", agency_code="ems")
    assert text_of(screen).count("An agency asks that") == 2
    assert CARD not in text_of(screen)

    answer = next(each for each in screen.button_group if each.key == "concern_answer:ems,shelters")
    screen = press(answer.set_value("The table agrees").run(), "Record: the table agrees")

    statuses = {key: each.status for key, each in book_of(published).concerns.items()}
    assert statuses == {first: ConcernStatus.AGREED, second: ConcernStatus.AGREED, other: ConcernStatus.RAISED}
    assert LINE in text_of(screen)

    screen = press(screen, "Take back that")
    assert {each.status for each in book_of(published).concerns.values()} == {ConcernStatus.RAISED}

    answer = next(each for each in screen.button_group if each.key == "concern_answer:ems,shelters")
    press(answer.set_value("Not agreed").run(), "Record: not agreed")
    concerns = book_of(published).concerns
    assert [concerns[key].is_erased for key in (first, second, other)] == [True, True, False]


def test_the_minutes_hold_who_meets_and_not_what_the_table_was_only_asked(published: Paths) -> None:
    raised(published, is_agreed=True)
    raised(published, "c2", asked=("parks",))
    chair = on_screen("chair")
    record(published, ("m1", start_draft(chair)), ("m2", close_draft(chair)), at=AT)

    minutes = text_of(open_page()).partition("crt-minutes")[2].partition("Since the close")[0]
    assert LINE in minutes
    assert "asks the table" not in minutes
    assert "distress" not in minutes


def seen(
    monkeypatch: pytest.MonkeyPatch, folder: Path, concerns: list[dict[str, Any]], screens: tuple[Seen, ...]
) -> dict[Seen, object]:
    """Return what screens tell in a world of its own, in which nothing but these concerns was recorded."""
    monkeypatch.setenv("CRT_DATA_DIR", str(folder))
    monkeypatch.setattr("dashboard.state.now_at", lambda: AT)
    paths = write_published_build(folder)
    record_actions(paths)
    for n, concern in enumerate(concerns):
        raised(paths, f"c{n}", **concern)
    chair = on_screen("chair")
    record(paths, ("m1", start_draft(chair)), ("m2", step_draft(part_no=5, on_screen=chair)), at=AT)
    told: dict[Seen, object] = {each: all_told(open_seen(each)) for each in screens}
    return told | {("the download", "leadership", "ems"): downloaded()}


def downloaded() -> tuple[object, ...]:
    """Return the agenda and the places as the huddle page hands them out, and what the paper is made from."""
    morning = open_morning()
    book = morning.book()
    agenda = meeting.agenda_of(morning, book)
    words = [item.text for item in agenda.parts[4].items]
    assert [text for text in words if "meet after the huddle" in text]
    return download.archive_of(morning, agenda, book), agenda, book.newest_recorded_at


AT_MILL: dict[str, Any] = {"asked": ("shelters", "police"), "place": MILL, "kind": "distress"}
AT_FERRY: dict[str, Any] = {"asked": ("shelters", "police"), "place": FERRY, "kind": "dangerous_weather"}
NOT_TOLD: tuple[Seen, ...] = (
    ("huddle", "chair", "ems"),
    ("wall", "leadership", None),
    ("agency", "leadership", "parks"),
    ("agency", "leadership", "police"),
    ("agency", "district", "ems"),
)
PAGES = (
    "huddle",
    "agency",
    "location",
    "district",
    "council",
    "complaint_and_need",
    "gaps",
    "track_record",
    "data_health",
    "past_mornings",
)
ROLES = ("leadership", "chair", "recovery", "outreach", "district", "council")
ALL_NOT_TOLD: tuple[Seen, ...] = (
    *((page, role, agency) for page in PAGES if page != "agency" for role in ROLES for agency in ("ems", "parks")),
    *(("agency", role, agency) for role in ROLES for agency in ("police", "parks", "transit_police", None)),
    *(("agency", role, "ems") for role in ("district", "council")),
    *(("wall", role, None) for role in ROLES),
)


def assert_told_alike(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, screens: tuple[Seen, ...], **changes: Any
) -> None:
    one = [{**AT_MILL, **changes}]
    elsewhere = [{**AT_FERRY, **changes}]
    both = [*one, *elsewhere]
    told = [
        seen(monkeypatch, tmp_path / str(n), concerns, screens) for n, concerns in enumerate((one, elsewhere, both))
    ]

    assert told[0]
    assert told[1] == told[0]
    assert told[2] == told[0]


@pytest.mark.parametrize(("is_agreed", "screens"), [(False, NOT_TOLD), (True, NOT_TOLD[:2])], ids=["raised", "agreed"])
def test_no_screen_of_others_tells_place_kind_or_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_agreed: bool, screens: tuple[Seen, ...]
) -> None:
    """One world with a concern here, one with another elsewhere, one with both: to others they look the same."""
    assert_told_alike(monkeypatch, tmp_path, screens, is_agreed=is_agreed)


@pytest.mark.slow
@pytest.mark.parametrize("is_agreed", [False, True], ids=["raised", "agreed"])
def test_no_page_in_any_role_for_any_agency_tells_others_place_kind_or_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_agreed: bool
) -> None:
    assert_told_alike(monkeypatch, tmp_path, ALL_NOT_TOLD, is_agreed=is_agreed)


def test_the_worlds_do_differ_for_an_agency_that_takes_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that the test above can fail."""
    own: tuple[Seen, ...] = (("agency", "leadership", "shelters"),)
    here, elsewhere = (
        seen(monkeypatch, tmp_path / name, [concern], own) for name, concern in (("a", AT_MILL), ("b", AT_FERRY))
    )

    assert here != elsewhere
