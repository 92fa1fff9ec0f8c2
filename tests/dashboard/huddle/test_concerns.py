from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.huddle.book import HuddleBook, fold_events
from dashboard.huddle.concern_items import agencies_words, concern_lines
from dashboard.huddle.concerns import (
    Concern,
    ConcernStatus,
    NewConcern,
    by_agencies,
    outcome_draft,
    raise_draft,
    table_draft,
    to_be_erased,
)
from dashboard.huddle.events import ConcernOutcome, EventKind, NamedLocation, OnScreen
from dashboard.huddle.forms import concern_problems
from dashboard.huddle.newest import entries_since, lines_since, newest_undoable
from pipelines.settings import load_reference, project_paths
from tests.support.huddle_events import TUESDAY, met, opened, recorded, undone

if TYPE_CHECKING:
    from dashboard.huddle.events import Event

REFERENCE = project_paths({}).reference_dir
AGENCIES = {"ems": "Boston EMS", "police": "Boston Police", "shelters": "Shelters", "parks": "Parks"}
WEDNESDAY = TUESDAY + timedelta(days=1)


def raised(
    event_id: str, *, by: str = "ems", asked: str = "shelters", place: str = "Mill Square", on=TUESDAY, minute: int = 0
) -> Event:
    event = recorded(
        event_id,
        EventKind.CONCERN_RAISED,
        f"concern:{event_id}",
        on=on,
        minute=minute,
        from_agency_code=by,
        asked_agency_codes=asked,
        by_agency_code=by,
    )
    return replace(event, payload={"location_id": "L1", "location_name": place, "risk_code": "distress"})


def said(event_id: str, kind: EventKind, of: Event, *, minute: int = 10, on=TUESDAY, **facts: str) -> Event:
    return recorded(event_id, kind, of.subject_id, on=on, minute=minute, **facts)


def agreed(event_id: str, of: Event, **at: int) -> Event:
    return said(event_id, EventKind.CONCERN_AGREED, of, **at)


def closed(event_id: str, of: Event, *, by: str = "ems", outcome: str = "connected", minute: int = 20) -> Event:
    return said(event_id, EventKind.CONCERN_CLOSED, of, minute=minute, by_agency_code=by, outcome=outcome)


def erased(event_id: str, of: Event, *, minute: int = 40) -> Event:
    return said(event_id, EventKind.PAYLOAD_ERASED, of, minute=minute, erased_event_id=of.event_id)


def the_concern(book: HuddleBook) -> Concern:
    (concern,) = book.concerns.values()
    return concern


def lines(book: HuddleBook) -> list[str]:
    return [words for _, words in concern_lines(book, agencies=AGENCIES)]


def test_a_raised_concern_knows_its_agencies_and_its_place():
    concern = the_concern(fold_events([raised("c1")]))

    assert concern.status == ConcernStatus.RAISED
    assert concern.agency_codes == {"ems", "shelters"}
    assert (concern.location_name, concern.risk_code) == ("Mill Square", "distress")


def test_the_draft_names_place_and_kind_in_the_erasable_part_alone():
    new = NewConcern("ems", ("shelters", "parks"), "distress", True, NamedLocation("L1", "Mill Square", 4))
    draft = raise_draft(new, event_id="e1", on_screen=OnScreen(TUESDAY, "b1", "leadership", "ems"))

    assert draft.facts == {
        "from_agency_code": "ems",
        "asked_agency_codes": "parks,shelters",
        "by_agency_code": "ems",
    }
    assert draft.payload == {"location_id": "L1", "location_name": "Mill Square", "risk_code": "distress"}
    assert draft.subject_id == "concern:e1"


def test_a_place_that_is_not_on_the_list_has_no_id():
    new = NewConcern("ems", ("shelters",), "distress", is_listed=False)
    draft = raise_draft(new, event_id="e1", on_screen=OnScreen(TUESDAY, "b1", "leadership", "ems"))

    assert draft.payload["location_id"] == ""
    assert draft.payload["location_name"] == "a place that is not on the list"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"from_agency_code": ""}, "which agency raises it"),
        ({"asked_agency_codes": ""}, "no other agency"),
        ({"asked_agency_codes": "ems"}, "no other agency"),
        ({"asked_agency_codes": ","}, "no other agency"),
    ],
)
def test_a_concern_is_raised_by_one_agency_and_asks_another(facts: dict[str, str], reason: str):
    event = raised("c1")
    book = fold_events([replace(event, facts={**event.facts, **facts})])

    assert book.concerns == {}
    assert reason in book.refused[0].reason


def test_a_concern_is_not_raised_under_an_id_of_something_else():
    book = fold_events([replace(raised("c1"), subject_id="a1")])

    assert book.concerns == {}


def test_the_table_agrees_once_and_the_agencies_close_it_for_good():
    raise_ = raised("c1")
    events = [raise_, agreed("c2", raise_), agreed("c3", raise_, minute=11), closed("c4", raise_)]
    late = [closed("c5", raise_, outcome="unknown", minute=21), agreed("c6", raise_, minute=22)]
    book = fold_events([*events, *late])

    concern = the_concern(book)
    assert (concern.status, concern.outcome) == (ConcernStatus.CLOSED, ConcernOutcome.CONNECTED)
    assert [refusal.event_id for refusal in book.refused] == ["c3", "c5", "c6"]


@pytest.mark.parametrize("facts", [{}, {"by_agency_code": "parks"}, {"by_agency_code": ""}])
def test_an_agency_that_takes_no_part_cannot_say_what_came_of_it(facts: dict[str, str]):
    raise_ = raised("c1")
    book = fold_events([raise_, said("c2", EventKind.CONCERN_CLOSED, raise_, outcome="connected", **facts)])

    assert the_concern(book).is_open


def test_a_closing_says_one_of_four_outcomes():
    raise_ = raised("c1")

    assert the_concern(fold_events([raise_, closed("c2", raise_, outcome="arrest")])).is_open
    assert [outcome.words for outcome in ConcernOutcome] == ["connected", "not connected", "declined today", "unknown"]


def test_what_the_table_did_not_agree_to_is_ended():
    raise_ = raised("c1")
    book = fold_events([raise_, said("c2", EventKind.CONCERN_NOT_AGREED, raise_)])

    assert the_concern(book).status == ConcernStatus.NOT_AGREED
    assert lines(book) == []


def test_the_table_answers_before_its_meeting_is_closed():
    raise_ = raised("c1")
    close = [met("m1", EventKind.MEETING_STARTED, minute=1), met("m2", EventKind.MEETING_CLOSED, minute=5)]
    tomorrow = agreed("c3", raise_, on=WEDNESDAY)

    assert the_concern(fold_events([raise_, *close, agreed("c2", raise_)])).status == ConcernStatus.RAISED
    assert the_concern(fold_events([raise_, *close, tomorrow])).status == ConcernStatus.AGREED


def test_a_concern_comes_back_every_morning_until_it_is_closed():
    raise_ = raised("c1")
    agree = agreed("c2", raise_)

    assert lines(fold_events([raise_], up_to=TUESDAY + timedelta(days=30))) == [
        "An agency asks the table that Boston EMS and Shelters meet after the huddle."
    ]
    assert lines(fold_events([raise_, agree], up_to=TUESDAY + timedelta(days=30))) == [
        "Boston EMS and Shelters meet after the huddle."
    ]
    assert lines(fold_events([raise_, agree, closed("c3", raise_)])) == []


def test_raising_and_agreeing_can_be_undone_and_an_ending_cannot():
    raise_ = raised("c1")
    agree, end = agreed("c2", raise_), closed("c3", raise_)

    withdrawn = fold_events([raise_, undone("u1", raise_)])
    assert withdrawn.concerns == {}
    assert [type(subject) for subject in withdrawn.withdrawn] == [Concern]
    assert the_concern(fold_events([raise_, agree, undone("u1", agree)])).status == ConcernStatus.RAISED
    ended = fold_events([raise_, agree, end, undone("u1", end)])
    assert the_concern(ended).status == ConcernStatus.CLOSED
    assert "Raise it anew" in ended.refused[0].reason
    assert ended.undoable(raise_.subject_id, on=TUESDAY) is None


def test_place_and_kind_are_to_be_erased_when_it_ended_and_not_before():
    raise_ = raised("c1")

    def waiting(*later: Event) -> list[str]:
        book = fold_events([raise_, *later])
        return [each.concern_id for each in to_be_erased(book.concerns.values(), withdrawn_concerns(book))]

    assert waiting() == []
    assert waiting(agreed("c2", raise_)) == []
    assert waiting(closed("c2", raise_)) == ["concern:c1"]
    assert waiting(said("c2", EventKind.CONCERN_NOT_AGREED, raise_)) == ["concern:c1"]
    assert waiting(undone("u1", raise_)) == ["concern:c1"]
    assert waiting(closed("c2", raise_), erased("c3", raise_)) == []
    assert waiting(undone("u1", raise_), erased("c3", raise_)) == []


def withdrawn_concerns(book: HuddleBook) -> list[Concern]:
    return [subject for subject in book.withdrawn if isinstance(subject, Concern)]


def test_an_erasure_takes_place_and_kind_and_leaves_agencies_and_standing():
    raise_ = raised("c1")
    concern = the_concern(fold_events([raise_, agreed("c2", raise_), erased("c3", raise_)]))

    assert {concern.location_id, concern.location_name, concern.risk_code} == {"[erased]"}
    assert concern.status == ConcernStatus.AGREED
    assert concern.agency_codes == {"ems", "shelters"}


def test_all_open_concerns_are_one_line_of_the_agencies_together():
    first, second = raised("c1"), raised("d1", by="parks", asked="police,ems", minute=1)
    book = fold_events([first, second, agreed("c2", first), agreed("d2", second)])

    assert lines(book) == ["Boston EMS, Boston Police, Shelters and Parks meet after the huddle."]


def test_who_raised_it_does_not_show_in_the_order_of_the_agencies():
    one, other = raised("c1", by="ems", asked="shelters"), raised("c1", by="shelters", asked="ems")

    assert lines(fold_events([one])) == lines(fold_events([other]))
    assert agencies_words({"a_lost_code", "ems"}, AGENCIES) == "Boston EMS and a_lost_code"


def test_the_chair_tells_concerns_apart_by_their_agencies_alone():
    twice = [raised("c1"), raised("d1", by="shelters", asked="ems", minute=1), raised("e1", asked="parks", minute=2)]
    groups = by_agencies(fold_events(twice).concerns.values(), status=ConcernStatus.RAISED)

    assert [sorted(codes) for codes in groups] == [["ems", "shelters"], ["ems", "parks"]]
    assert [len(group) for group in groups.values()] == [2, 1]


def told_to_all(book: HuddleBook) -> tuple[object, ...]:
    """Return whatever of a book the screens of those not concerned are made from."""
    empty = fold_events([])
    return (
        lines(book),
        [
            (new.entry.event_id, new.words(on=TUESDAY, agencies=AGENCIES))
            for new in entries_since(book, empty, on=TUESDAY)
        ],
        lines_since(book, empty, on=TUESDAY, agencies=AGENCIES),
        newest_undoable(book, on=TUESDAY, agencies=AGENCIES),
        book.newest_recorded_at,
        list(by_agencies(book.concerns.values(), status=ConcernStatus.RAISED)),
        list(by_agencies(book.concerns.values(), status=ConcernStatus.AGREED)),
    )


def test_one_concern_and_two_of_the_same_agencies_look_alike_in_everything_told_to_all():
    action, first, second = opened("a1"), raised("c1", minute=1), raised("d1", place="Ferry Steps", minute=2)
    answers = [agreed("c2", first), agreed("d2", second)]
    done = [closed("d3", second), erased("d4", second)]

    assert told_to_all(fold_events([action, first, second])) == told_to_all(fold_events([action, first]))
    assert told_to_all(fold_events([action, first, second, *answers])) == told_to_all(
        fold_events([action, first, answers[0]])
    )
    assert told_to_all(fold_events([action, first, second, *answers, *done])) == told_to_all(
        fold_events([action, first, answers[0]])
    )


def test_the_strip_tells_that_the_line_changed_and_not_that_a_second_concern_came():
    first, second = raised("c1"), raised("d1", minute=1)
    before, one, two = fold_events([]), fold_events([first]), fold_events([first, second])

    def news(book: HuddleBook, earlier: HuddleBook) -> list[str]:
        return [line.words for line in lines_since(book, earlier, on=TUESDAY, agencies=AGENCIES)]

    assert news(one, before) == ["An agency asks the table that Boston EMS and Shelters meet after the huddle."]
    assert news(two, one) == []


def test_the_table_and_the_outcome_are_drafts_without_a_word():
    on_screen = OnScreen(TUESDAY, "b1", "chair", "ems")

    assert table_draft("concern:c1", is_agreed=True, on_screen=on_screen).kind == EventKind.CONCERN_AGREED
    assert table_draft("concern:c1", is_agreed=False, on_screen=on_screen).kind == EventKind.CONCERN_NOT_AGREED
    outcome = outcome_draft("concern:c1", outcome=ConcernOutcome.DECLINED_TODAY, on_screen=on_screen)
    assert outcome.facts == {"outcome": "declined_today", "by_agency_code": "ems"}
    assert outcome.payload == {}


def test_a_form_of_a_concern_names_what_is_missing():
    def problems(new: NewConcern) -> list[str]:
        return concern_problems(new, agencies=AGENCIES, risk_codes={"distress"})

    assert problems(NewConcern("ems", ("parks",), "distress", is_listed=True)) == []
    assert problems(NewConcern("ems", ("ems",), "", is_listed=None)) == [
        "Where: choose a place, or that it is not on the list.",
        "What kind of risk: choose one of the list.",
        "Which agencies: choose at least one other agency.",
    ]
    assert problems(NewConcern("ems", ("rangers",), "distress", is_listed=False)) == [
        "Which agencies: rangers is not in the list of agencies."
    ]


def test_no_kind_of_risk_says_who_somebody_is():
    """Words that single one person out at a place, or that another law keeps: decision 0035."""
    words = re.findall(r"[a-z]+", " ".join(load_reference(REFERENCE, "risk_kinds")["words"]).lower())
    heads = (
        "pregnan",
        "minor",
        "child",
        "youth",
        "young",
        "hiv",
        "wheelchair",
        "veteran",
        "diagnos",
        "prison",
        "court",
    )
    whole = {"old", "he", "she", "him", "her", "man", "woman", "warrant", "detox", "programme", "overdosed"}

    assert len(words) > 30
    assert [word for word in words if word.startswith(heads) or word in whole] == []


def test_no_police_agency_is_told_of_concerns():
    agencies = load_reference(REFERENCE, "agencies")

    assert set(agencies.loc[agencies["sees_concerns"] != "1", "agency_code"]) == {"police", "transit_police"}
