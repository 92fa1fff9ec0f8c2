from __future__ import annotations

from dashboard.huddle.agency_list import agency_list
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import EventKind
from tests.support.huddle_events import TUESDAY, closed, opened, recorded


def asked(event_id: str, *, by: str, of: str):
    return recorded(event_id, EventKind.ASK_MADE, event_id, from_agency_code=by, to_agency_code=of)


def test_an_agency_s_list_holds_what_is_open_of_it_and_its_sentence_counts_just_that():
    events = [
        opened("e1", due_date="2015-11-09"),
        opened("e2", "a2"),
        closed("e3", "a2", minute=1),
        opened("e4", "a4", owner_agency_code="ems"),
        asked("q1", by="ems", of="public_works"),
        asked("q2", by="public_works", of="ems"),
    ]

    own = agency_list(fold_events(events), "public_works", on=TUESDAY)

    assert [action.action_id for action in own.actions] == ["a1"]
    assert (own.to_answer, own.asked) == ({"q1"}, {"q2"})
    assert own.summary == "1 action open, 1 overdue; 1 ask to answer, 1 waiting for others."
