"""Overnight counts of health sources: released together, to those who may see them, and not given back by any other."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import pandas as pd
import pytest

from dashboard.access import load_roles, release_overnight
from geo.complementary import NestedCounts, hide_nested
from geo.disclosure import Audience, Thresholds, answers_of
from geo.sum_trees import WHOLE, SumTree
from pipelines.settings import load_policy, load_reference, project_paths

REFERENCE = project_paths({}).reference_dir
MEASURES = load_reference(REFERENCE, "overnight_measures")
ANSWERS = answers_of(MEASURES)
THRESHOLDS = Thresholds(health_below=11, outreach_below=5)
SEES_HEALTH = Audience("leadership", sees_outreach=True, sees_health=True)
HEALTH_CODES = MEASURES.query("column_class == 'health'")["measure_code"].tolist()


def counts(blank: dict[str, str] | None = None, **n_events: int) -> pd.DataFrame:
    blank = blank or {}
    at = datetime(2015, 11, 10, 10, 20, tzinfo=UTC)
    rows = [
        {
            "measure_code": code, "measure_name": code, "kind": "ems", "unit": "events", "column_class": "health",
            "n_events": None if code in blank else n_events.get(code, 40), "as_at": at, "source": "EMS",
            "role_code": "", "late_after": "10", "blank": blank.get(code, ""),
        }
        for code in HEALTH_CODES
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(n_events=frame["n_events"].astype("Int64"))


def released(table: pd.DataFrame, audience: Audience = SEES_HEALTH) -> dict[str, tuple[object, str]]:
    shown = release_overnight(table, answers=ANSWERS, audience=audience, thresholds=THRESHOLDS)
    values = [None if pd.isna(n) else int(n) for n in shown["n_events"]]
    return dict(zip(shown["measure_code"], zip(values, shown["blank"], strict=True), strict=True))


def test_a_count_below_eleven_is_not_told_eleven_is_and_a_true_zero_is():
    shown = released(counts(naloxone_given=10, overdose_fatal=0, overdose_nonfatal=11))

    assert shown["naloxone_given"] == (None, "suppressed")
    assert shown["overdose_fatal"] == (0, "zero")
    assert shown["overdose_nonfatal"] == (11, "")


@pytest.mark.parametrize("role_code", ["district", "council"])
def test_a_role_that_sees_no_health_counts_gets_no_row_at_all(role_code):
    audience = load_roles(REFERENCE).named(role_code).audience

    assert released(counts(naloxone_given=3), audience) == {}


def test_every_role_that_sees_health_counts_gets_the_same_figures():
    roles = [role for role in load_roles(REFERENCE).roles if role.audience.sees_health]

    shown = {role.role_code: released(counts(overdose_fatal=2), role.audience) for role in roles}

    assert len({str(each) for each in shown.values()}) == 1
    assert len(shown) >= 2


def test_calls_less_the_overdoses_survived_do_not_give_a_small_number_back():
    """Of 12 calls 11 were survived: so at most one was not, and it was told to be above zero."""
    shown = released(counts(ems_overdose_calls=12, overdose_nonfatal=11, overdose_fatal=1))

    assert [code for code in ("ems_overdose_calls", "overdose_nonfatal") if shown[code][0] is not None] != [
        "ems_overdose_calls", "overdose_nonfatal",
    ]  # fmt: skip
    assert shown["overdose_fatal"][0] is None


def test_no_view_leaves_one_number_alone_for_a_hidden_count_even_to_a_reader_who_knows_the_rule():
    """Every night that could be is released; a reader who sees a view thinks of all nights that look like it."""
    (group,) = ANSWERS
    codes = (group.bounding, *group.members)
    looks_like: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for calls in range(26):
        for survived in range(calls + 1):
            for fatal in range(calls - survived + 1):
                n = (calls, survived, fatal)
                nested = {
                    code: NestedCounts(tree=SumTree((WHOLE,)), n=[count], below=[11], labels=[("0",)])
                    for code, count in zip(codes, n, strict=True)
                }
                hide_nested(nested, [group])
                view = tuple(
                    "hidden" if 0 in each.also_hidden | each.masked else "small" if each.is_small(0) else each.n[0]
                    for each in nested.values()
                )
                looks_like[view].append(n)
    alone = [
        (view, place)
        for view, nights in looks_like.items()
        for place in range(len(codes))
        if isinstance(view[place], str) and len({night[place] for night in nights}) < 2
    ]
    assert alone == []


def test_the_release_decides_as_that_rule_does():
    """What the brute force above looked at is what the screens get."""
    for n in ((14, 11, 3), (13, 12, 1), (30, 12, 5), (8, 4, 1), (20, 0, 4)):
        told = dict(zip(("ems_overdose_calls", "overdose_nonfatal", "overdose_fatal"), n, strict=True))
        shown = released(counts(**told))
        for code, count in told.items():
            assert shown[code][0] in (None, count)
            assert shown[code][0] is None or count == 0 or count >= 11


def test_late_and_not_collected_stay_what_they_are_beside_figures():
    shown = released(counts({"overdose_nonfatal": "late", "naloxone_given": "not_collected"}))

    assert shown["overdose_nonfatal"] == (None, "late")
    assert shown["naloxone_given"] == (None, "not_collected")
    assert shown["ems_overdose_calls"] == (40, "")


def test_reports_that_disagree_are_shown_and_break_nothing():
    shown = released(counts(ems_overdose_calls=12, overdose_nonfatal=30, overdose_fatal=2))

    assert shown["overdose_nonfatal"] == (30, "")
    assert shown["overdose_fatal"] == (None, "suppressed")


def test_the_threshold_is_the_policys():
    assert load_policy(REFERENCE).suppress_health_below == THRESHOLDS.health_below
