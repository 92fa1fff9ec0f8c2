from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import Event, EventDraft, EventKind
from dashboard.huddle.role_grants import (
    ON_THE_HOST,
    Asked,
    Grants,
    RoleRules,
    end_refusal,
    ended_draft,
    erasure_refusal,
    fold_grants,
    grant_refusal,
    granted_draft,
    person_of,
)

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
RULES = RoleRules(
    role_codes=("leadership", "district", "administrator"),
    of_district=("district",),
    district_codes=("D-4", "A-1"),
    agency_codes=("ems",),
    max_days=366,
)


def asked(person: str = "ana@boston.gov", role_code: str = "leadership", **changes: object) -> Asked:
    return Asked(**{"person": person, "role_code": role_code, "from_date": MONDAY,
                    "until_date": MONDAY + timedelta(days=30), **changes})  # fmt: skip


def recorded(draft: EventDraft, number: int, *, is_erased: bool = False) -> Event:
    return Event(
        event_id=f"e{number}",
        sequence_no=number,
        kind=draft.kind,
        subject_id=draft.subject_id,
        huddle_date=draft.huddle_date,
        recorded_at=AT + timedelta(minutes=number),
        build_id=draft.build_id,
        role_code=draft.role_code,
        facts=draft.facts,
        payload=None if is_erased else draft.payload,
    )


def given(wanted: Asked, number: int = 1, **how: bool) -> Event:
    draft = granted_draft(wanted, grant_id=f"g{number}", by=ON_THE_HOST, by_role=ON_THE_HOST, on=MONDAY)
    return recorded(draft, number, **how)


def ended(grants: Grants, number: int) -> Event:
    return recorded(ended_draft(grants.grants[0], by=ON_THE_HOST, by_role=ON_THE_HOST, on=MONDAY), number)


@pytest.mark.parametrize(
    ("days", "holds"), [(-1, False), (0, True), (30, True), (31, False)], ids=["before", "first", "last", "after"]
)
def test_a_role_holds_from_its_first_through_its_last_day(days: int, holds: bool) -> None:
    grants = fold_grants([given(asked())])

    standing = grants.standing("ana@boston.gov", on=MONDAY + timedelta(days=days))

    assert [grant.role_code for grant in standing] == (["leadership"] if holds else [])


def test_nobody_else_has_it() -> None:
    assert fold_grants([given(asked())]).standing("bea@boston.gov", on=MONDAY) == ()
    assert fold_grants([]).standing("ana@boston.gov", on=MONDAY) == ()


def test_a_role_that_was_taken_back_lets_nobody_in_and_says_when_and_by_whom() -> None:
    events = [given(asked())]
    events.append(ended(fold_grants(events), 2))

    grants = fold_grants(events)

    assert grants.standing("ana@boston.gov", on=MONDAY) == ()
    assert (grants.grants[0].ended_at, grants.grants[0].ended_by) == (AT + timedelta(minutes=2), ON_THE_HOST)
    assert end_refusal(grants, "grant:g1") == "It was taken back already."


def test_an_ending_that_comes_twice_keeps_the_first_instant_and_one_of_nothing_is_passed_over() -> None:
    events = [given(asked())]
    events += [ended(fold_grants(events), 2), ended(fold_grants(events), 3)]

    assert fold_grants(events).grants[0].ended_at == AT + timedelta(minutes=2)
    assert fold_grants(events[1:]).grants == ()


def test_an_erased_address_lets_nobody_in_and_the_grant_stays_on_record() -> None:
    grants = fold_grants([given(asked(), is_erased=True)])

    assert (grants.grants[0].person, grants.grants[0].role_code) == (None, "leadership")
    assert not grants.grants[0].holds_on(MONDAY)
    assert grants.standing("", on=MONDAY) == ()


def test_the_newest_grant_of_a_role_counts() -> None:
    first = given(asked(role_code="district", district_code="A-1"), 1)
    second = given(asked(role_code="district", district_code="D-4"), 2)

    (standing,) = fold_grants([second, first]).standing("ana@boston.gov", on=MONDAY)

    assert standing.district_code == "D-4"


@pytest.mark.parametrize("written", ["Ana@Boston.gov", "  ana@boston.gov ", "ＡＮＡ@boston.gov"])
def test_a_person_is_known_however_the_address_is_written(written: str) -> None:
    assert person_of(written) == "ana@boston.gov"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (asked(person=""), "person is missing"),
        (asked(person="ana adams"), "without spaces"),
        (asked(person="a\u200bna@x"), "without spaces"),
        (asked(person="a" * 255), "as the provider calls them"),
        (asked(role_code="root"), "no such role"),
        (asked(role_code="district"), "name it, as D-4"),
        (asked(role_code="district", district_code="Z-9"), "name it, as D-4"),
        (asked(district_code="D-4"), "Only a role of a district"),
        (asked(agency_code="rangers"), "no such agency"),
        (asked(until_date=MONDAY - timedelta(days=1)), "is past already"),
        (asked(until_date=MONDAY + timedelta(days=367)), "366 days at most"),
    ],
)
def test_what_no_table_allows_is_not_given(wanted: Asked, words: str) -> None:
    reason = grant_refusal(Grants(()), wanted, by=None, rules=RULES, on=MONDAY)

    assert reason is not None
    assert words in reason


def test_nobody_gives_a_role_to_themselves_but_the_machine_may() -> None:
    grants = fold_grants([given(asked(role_code="administrator"))])
    by = grants.grants[0]

    mine = grant_refusal(grants, asked(person="ANA@boston.gov"), by=by, rules=RULES, on=MONDAY)
    another = grant_refusal(grants, asked(person="bea@boston.gov"), by=by, rules=RULES, on=MONDAY)

    assert "Nobody gives a role to themselves" in str(mine)
    assert another is None
    assert grant_refusal(grants, asked(), by=None, rules=RULES, on=MONDAY) is None


def test_the_very_same_role_is_not_given_twice_but_a_longer_one_is() -> None:
    grants = fold_grants([given(asked())])
    longer = asked(until_date=MONDAY + timedelta(days=60))

    assert "already" in str(grant_refusal(grants, asked(), by=None, rules=RULES, on=MONDAY))
    assert grant_refusal(grants, longer, by=None, rules=RULES, on=MONDAY) is None


def test_an_address_is_erased_only_when_its_role_is_over() -> None:
    events = [given(asked())]
    grants = fold_grants(events)
    over = fold_grants([*events, ended(grants, 2)])

    assert "take the role back first" in str(erasure_refusal(grants, "grant:g1", on=MONDAY))
    assert erasure_refusal(over, "grant:g1", on=MONDAY) is None
    assert erasure_refusal(grants, "grant:g1", on=MONDAY + timedelta(days=31)) is None
    assert erasure_refusal(grants, "grant:none", on=MONDAY) is not None


def test_who_may_come_in_is_no_matter_of_the_huddles_book() -> None:
    """Not even the instant of a change: screens show when the newest thing was recorded."""
    events = [given(asked())]
    erased = EventDraft(EventKind.PAYLOAD_ERASED, "grant:g1", MONDAY, "", "administrator", {"erased_event_id": "e1"})
    book = fold_events([*events, ended(fold_grants(events), 2), recorded(erased, 3)])

    assert (book.subjects, book.refused, book.known_ids, book.newest_recorded_at) == ({}, (), frozenset(), None)
