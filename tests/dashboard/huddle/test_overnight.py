"""What is typed in of a night: legal steps, corrections, and which of a typed and a landed value stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard.huddle.agenda_items import SAFETY_SILENCE, ItemKind
from dashboard.huddle.book import fold_events
from dashboard.huddle.events import Event, EventKind, OnScreen
from dashboard.huddle.history import entry_words
from dashboard.huddle.newest import entries_since, lines_since, newest_undoable, subject_name
from dashboard.huddle.overnight import (
    NewFact,
    condition_rows,
    report_draft,
    stamp_problem,
    standing_conditions,
    standing_counts,
)
from dashboard.huddle.overnight_items import overnight_items
from tests.support.huddle_events import TUESDAY, recorded, undone

NEW_YORK = ZoneInfo("America/New_York")
ON_TUESDAY = OnScreen(huddle_date=TUESDAY, build_id="b1", role_code="leadership")


def at(hour: int, minute: int = 0, *, day: int = 10) -> datetime:
    return datetime(2015, 11, day, hour, minute, tzinfo=NEW_YORK)


def typed(
    event_id: str,
    value: str,
    as_at: datetime,
    *,
    code: str = "beds_ats",
    column_class: str = "public",
    minute: int = 0,
) -> Event:
    """A value typed in on Tuesday at 08:00 and some minutes; each later event has seen the ones before."""
    new_fact = NewFact(code, code.upper(), column_class, value, as_at, "Bed list")
    draft = report_draft(new_fact, on_screen=ON_TUESDAY)
    made = recorded(event_id, draft.kind, draft.subject_id, minute=minute, seen=minute, **draft.facts)
    return replace(made, payload=dict(draft.payload), role_code="leadership")


def conditions(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {
        "measure_code": "beds_ats", "measure_name": "ATS", "kind": "beds", "unit": "free beds", "sort_no": 1,
        "measured": 5.0, "word_code": None, "as_at": at(5, 30), "source": "List", "late_after_hours": 10.0,
        "definition": "Free beds.", "not_counted": "kept beds", "blank": "",
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows])


def counts(n: int | None = 12, *, as_at: datetime | None = None, blank: str = "") -> pd.DataFrame:
    frame = conditions(
        {"measure_code": "naloxone_given", "kind": "health", "as_at": as_at or at(5, 10), "blank": blank}
    )
    return frame.drop(columns=["measured", "word_code"]).assign(n_events=n, column_class="health")


def standing(*events: Event, file: pd.DataFrame | None = None):
    book = fold_events(events)
    (measure,) = standing_conditions(
        condition_rows(conditions({}) if file is None else file), book.overnight, on=TUESDAY
    )
    return measure


# Legal steps


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"night_date": "2015-11-08"}, "another night"),
        ({"night_date": "soon"}, "another night"),
        ({"measure_code": "beds_css"}, "another night"),
        ({"measure_code": ""}, "names no measure"),
        ({"measure_name": ""}, "names no measure"),
        ({"column_class": "secret"}, "names no measure"),
        ({"as_at": "2015-11-10T05:00"}, "not when"),
        ({"as_at": ""}, "not when"),
        ({"as_at": "2015-11-09T11:59-05:00"}, "another night"),
        ({"as_at": "2015-11-11T06:00-05:00"}, "another night"),
    ],
)
def test_a_value_of_no_measure_another_night_or_a_time_to_come_changes_nothing(changes, words):
    event = typed("e1", "3", at(7))
    bad = replace(event, facts={**event.facts, **changes})

    book = fold_events([bad])

    assert book.overnight == ()
    assert words in book.refused[0].reason


def test_a_later_time_corrects_and_an_earlier_one_is_refused_and_told_why():
    first, later, earlier = (
        typed("e1", "3", at(6, 40)),
        typed("e2", "4", at(7), minute=5),
        typed("e3", "9", at(6), minute=9),
    )

    book = fold_events([first, later, earlier])

    (fact,) = book.overnight
    assert (fact.value, fact.as_at) == ("4", at(7))
    assert book.refused[0].reason == "A value of a later time stands already: Tue 10 Nov 07:00."


def test_the_history_of_a_public_value_tells_what_stood_before():
    book = fold_events([typed("e1", "3", at(6, 40)), typed("e2", "4", at(6, 40), minute=5)])

    told = [entry_words(entry, agencies={}, seen_from=TUESDAY) for entry in book.overnight[0].history]

    assert told == [
        "Tue 10 Nov: typed in, as of Tue 10 Nov 06:40: 3",
        "Tue 10 Nov: typed in, as of Tue 10 Nov 06:40, value was “3”, time was “Tue 10 Nov 06:40”: 4",
    ]


def test_of_a_health_source_no_history_no_line_and_no_undoing_tells_anything():
    book = fold_events(
        [
            typed("e1", "7", at(6, 40), code="naloxone_given", column_class="health"),
            typed("e2", "9", at(6, 50), code="naloxone_given", column_class="health", minute=5),
        ]
    )

    entries = book.overnight[0].history
    assert [entry.words for entry in entries] == ["", ""]
    assert [entry.before for entry in entries] == [{}, {}]
    assert entries_since(book, fold_events([]), on=TUESDAY) == []
    assert newest_undoable(book, on=TUESDAY, agencies={}) is None
    assert lines_since(book, fold_events([]), on=TUESDAY, agencies={}) == []
    assert subject_name(book.overnight[0], {}) == "A figure of the night"


def test_what_is_public_is_told_on_the_strip_and_can_be_undone():
    event = typed("e1", "3", at(6, 40))
    book = fold_events([event])

    assert [new.words(on=TUESDAY, agencies={}) for new in entries_since(book, fold_events([]), on=TUESDAY)] == [
        "BEDS_ATS: typed in, as of Tue 10 Nov 06:40: 3"
    ]
    assert newest_undoable(book, on=TUESDAY, agencies={}).name == "BEDS_ATS"
    assert fold_events([event, undone("u1", event)]).overnight == ()


def test_an_erased_value_is_as_if_it_never_was_and_the_files_stands_again():
    event = typed("e1", "3", at(6, 40))
    erasing = recorded("x1", EventKind.PAYLOAD_ERASED, event.subject_id, minute=9, erased_event_id="e1")

    assert standing(event).value_text == "3"
    assert standing(event, erasing).value_text == "5"


def test_what_was_typed_by_hand_into_the_database_is_no_value():
    event = replace(typed("e1", "3", at(6, 40)), payload={"value": "<b>many</b>", "source": "x"})

    assert standing(event).value_text == "5"


# What stands


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        pytest.param(at(5, 29), "5", id="an earlier one does not"),
        pytest.param(at(5, 30), "3", id="of one time it corrects"),
        pytest.param(at(7), "3", id="a later one does"),
    ],
)
def test_a_typed_value_stands_where_its_own_time_is_not_before_the_files(as_at, expected):
    measure = standing(typed("e1", "3", as_at))

    assert measure.value_text == expected
    assert (measure.role_code == "leadership") == (expected == "3")


def test_a_typed_value_stands_where_the_file_is_late_or_never_came():
    for blank, file_at in (("late", at(5, day=9)), ("not_collected", None)):
        file = conditions({"measured": None, "as_at": file_at, "blank": blank})
        assert standing(file=file).blank == blank
        assert standing(typed("e1", "0", at(6)), file=file).value_text == "0"


def test_a_value_of_the_night_before_last_is_not_this_nights():
    book = fold_events([typed("e1", "3", at(6, 40))])

    (measure,) = standing_conditions(condition_rows(conditions({})), book.overnight, on=date(2015, 11, 11))

    assert measure.value_text == "5"


def test_a_value_typed_as_public_of_a_measure_that_is_for_few_by_now_reaches_no_public_line():
    """The published table decides: what it does not hold is told by no public line, whatever the event says."""
    event = typed("e1", "7", at(6, 40), code="naloxone_given", column_class="public")
    book = fold_events([event])

    measures = standing_conditions(condition_rows(conditions({})), book.overnight, on=TUESDAY)

    assert [measure.measure_code for measure in measures] == ["beds_ats"]


def test_a_value_typed_as_health_of_a_measure_that_is_public_by_now_reaches_no_public_line():
    event = typed("e1", "7", at(6, 40), column_class="health")

    assert standing(event).value_text == "5"


def test_the_raw_counts_for_disclosure_take_a_newer_typed_count():
    event = typed("e1", "9", at(6, 40), code="naloxone_given", column_class="health")
    book = fold_events([event])

    (row,) = standing_counts(counts(), book.overnight, on=TUESDAY).to_dict("records")
    assert (row["n_events"], row["role_code"], row["blank"]) == (9, "leadership", "")

    (row,) = standing_counts(counts(as_at=at(7)), book.overnight, on=TUESDAY).to_dict("records")
    assert (row["n_events"], row["role_code"]) == (12, "")


# The agenda's lines


def test_the_lines_say_value_time_and_source_and_tell_late_and_not_collected_apart_from_zero():
    table = conditions(
        {"measured": 0.0},
        {
            "measure_code": "b",
            "measure_name": "CSS",
            "sort_no": 2,
            "measured": None,
            "as_at": at(5, day=8),
            "blank": "late",
        },
        {
            "measure_code": "c",
            "measure_name": "RRS",
            "sort_no": 3,
            "measured": None,
            "as_at": None,
            "blank": "not_collected",
        },
    )

    items = overnight_items(condition_rows(table), [], on=TUESDAY)

    assert [(item.kind, item.text) for item in items[:3]] == [
        (ItemKind.OVERNIGHT, "Free beds: ATS 0 (as of Tue 10 Nov 05:30, List, by file)."),
        (ItemKind.OVERNIGHT_LATE, "Late: CSS (newest Sun 8 Nov 05:00)."),
        (ItemKind.OVERNIGHT_NOT_COLLECTED, "Not collected: RRS."),
    ]
    assert "911, never 311" in items[3].text


def test_a_warning_in_force_is_told_first_and_none_is_told_among_the_weather():
    row = {"measure_code": "w", "measure_name": "Official warning", "kind": "weather", "unit": "", "measured": None}

    quiet = overnight_items(condition_rows(conditions({**row, "word_code": "none"})), [], on=TUESDAY)
    warned = overnight_items(
        condition_rows(conditions({}, {**row, "word_code": "heat_advisory", "sort_no": 2})), [], on=TUESDAY
    )

    assert quiet[0].text.startswith("Weather: Official warning none (")
    assert (warned[0].kind, warned[0].text.split(" (")[0]) == (
        ItemKind.OVERNIGHT_WARNING,
        "Official warning: heat advisory",
    )
    assert sum("heat advisory" in item.text for item in warned) == 1


def test_measures_of_one_time_and_source_stand_in_one_line_and_others_in_their_own():
    table = conditions({}, {"measure_code": "b", "measure_name": "CSS"}, {"measure_code": "c", "source": "Other"})

    texts = [
        item.text for item in overnight_items(condition_rows(table), [], on=TUESDAY) if item.kind == ItemKind.OVERNIGHT
    ]

    assert [text.split(" (")[0] for text in texts] == ["Free beds: ATS 5, CSS 5", "Free beds: ATS 5"]


def test_figures_of_one_list_are_parted_where_the_wall_would_cut_one_off():
    names = [f"Kind {number} of beds with a long name" for number in range(6)]
    table = conditions(*({"measure_name": name, "sort_no": number} for number, name in enumerate(names)))

    texts = [
        item.text for item in overnight_items(condition_rows(table), [], on=TUESDAY) if item.kind == ItemKind.OVERNIGHT
    ]

    assert len(texts) == 2
    assert all(text.index(" (as of") < 130 for text in texts)
    assert [name for name in names if sum(name in text for text in texts) != 1] == []


def test_a_night_of_which_nobody_told_anything_says_so_and_a_build_without_the_table_keeps_the_old_line():
    nothing = conditions({"measured": None, "as_at": None, "source": None, "blank": "not_collected"})

    assert overnight_items(condition_rows(nothing), [], on=TUESDAY)[0].text == "Not collected: weather and free beds."
    assert overnight_items((), [], on=TUESDAY) == [SAFETY_SILENCE]


def test_a_form_asks_the_clock_and_the_fold_does_not():
    ahead = typed("e1", "3", at(9))

    assert "ahead of the clock" in str(stamp_problem(at(9), huddle_date=TUESDAY, now_at=at(8, 59)))
    assert stamp_problem(at(9), huddle_date=TUESDAY, now_at=at(9)) is None
    assert fold_events([ahead]).refused == ()


def test_a_stamp_is_told_on_bostons_clock():
    event = typed("e1", "3", datetime(2015, 11, 10, 11, 40, tzinfo=UTC))

    (item, *_rest) = overnight_items(condition_rows(conditions({})), fold_events([event]).overnight, on=TUESDAY)

    assert "as of Tue 10 Nov 06:40, Bed list, typed in Tue 10 Nov 08:00" in item.text
