"""What holds of a second cut through events whose sums are told elsewhere, for somebody who knows them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.disclosure import Answers, Audience, Thresholds, release_nested
from geo.second_cut import release_second_cut
from geo.told_sums import sum_told

EVERYTHING = Audience("all", sees_outreach=True, sees_health=True)
COUNCIL = Audience("council", sees_outreach=True)
LIMITS = Thresholds(health_below=11, outreach_below=5)
CLASSES = {"contacts": "outreach", "accepted": "outreach", "declined": "outreach", "attained": "health",
           "unknown": "health"}  # fmt: skip
ANSWERS = (Answers("contacts", ("accepted", "declined")), Answers("contacts", ("attained", "unknown")))
MEASURES = list(CLASSES)
NO_LIMIT = 10_000


@st.composite
def weeks(draw):
    """Up to four weeks of contacts with the answers they got, and which sums are told elsewhere."""
    rows = []
    for week in range(draw(st.integers(1, 4))):
        answers = {name: draw(st.sampled_from([0, 0, 1, 1, 2, 4, 5, 8, 14])) for name in MEASURES[1:]}
        least = max(answers["accepted"] + answers["declined"], answers["attained"] + answers["unknown"])
        counts = {"contacts": least + draw(st.sampled_from([0, 0, 1, 4, 12])), **answers}
        rows += [(f"week {week}", name, CLASSES[name], n, "") for name, n in counts.items()]
    table = pd.DataFrame(rows, columns=["node_id", "measure_code", "column_class", "n_events", "blank"])
    hidden = draw(st.sets(st.sampled_from(MEASURES), max_size=2))
    return table, hidden


def release(table, hidden, audience=EVERYTHING):
    """Return the cut, and the sums as they are told elsewhere, in a release of their own; of `hidden` none."""
    keys = ["measure_code", "column_class", "blank"]
    whole = table.groupby(keys)["n_events"].sum().reset_index().assign(node_id="city")
    city = pd.DataFrame([("city", "")], columns=["node_id", "parent_id"])
    told = release_nested(whole, nodes=city, answers=ANSWERS, audience=EVERYTHING, thresholds=LIMITS)
    sums = told.set_index("measure_code")["n_events"].mask(told["measure_code"].isin(hidden).to_numpy())
    parts = list(dict.fromkeys(table["node_id"]))
    nodes = pd.DataFrame([("city", ""), *((part, "city") for part in parts)], columns=["node_id", "parent_id"])
    totals = sums.reset_index()
    return release_second_cut(table, totals, nodes=nodes, answers=ANSWERS, audience=audience, thresholds=LIMITS), sums


def range_of(wanted, cells, released, truth, sums):
    """Return the least and the greatest number that a cell can be, for all that is told and the rules of the log."""
    low, high = [], []
    is_hidden = released["blank"] == "suppressed_complementary"
    masked = is_hidden.groupby(released["measure_code"]).all()
    for row, n in zip(released.to_dict("records"), truth, strict=True):
        below = LIMITS.below(row["column_class"])
        # Where no part of a sum is told, whatever they are, small ones and zeros may be among them.
        is_masked = masked[row["measure_code"]]
        if pd.notna(row["n_events"]):
            bounds = (int(row["n_events"]),) * 2
        elif row["blank"] == "suppressed":
            bounds = (1, below - 1)
        else:
            bounds = (0 if is_masked or n == 0 else 1 if n < below else below, NO_LIMIT)
        low.append(bounds[0])
        high.append(bounds[1])
    at = {cell: i for i, cell in enumerate(cells)}
    parts = list(dict.fromkeys(node for node, _ in cells))
    rules, limits = [], []
    for name, n in sums.items():
        rule = np.zeros(len(cells))
        rule[[at[part, name] for part in parts]] = 1
        rules.append(rule)
        whole = sum(number for (_, each), number in zip(cells, truth, strict=True) if each == name)
        below = LIMITS.below(CLASSES[name])
        # Of a sum that is not told the reader still knows whether it is small, as the other page says.
        small = (1, below - 1) if 0 < whole < below else (min(whole, below), NO_LIMIT)
        limits.append((int(n), int(n)) if pd.notna(n) else small)
    for part in parts:
        for group in ANSWERS:
            rule = np.zeros(len(cells))
            rule[[at[part, member] for member in group.members]] = 1
            rule[at[part, group.bounding]] = -1
            rules.append(rule)
            limits.append((-np.inf, 0))
    aim = np.zeros(len(cells))
    aim[wanted] = 1
    found = [
        milp(
            sign * aim,
            constraints=LinearConstraint(np.array(rules), *np.array(limits).T),
            bounds=Bounds(low, high),
            integrality=np.ones(len(cells)),
        )
        for sign in (1, -1)
    ]
    assert all(each.success for each in found), "the truth itself must fit what is told"
    return tuple(round(each.x[wanted]) for each in found)


@given(weeks())
def test_no_hidden_part_can_be_worked_out_from_the_sums_and_the_answers_by_somebody_with_a_solver(drawn):
    table, hidden = drawn
    released, sums = release(table, hidden)
    cells = list(zip(released["node_id"], released["measure_code"], strict=True))
    true = table.set_index(["node_id", "measure_code"])["n_events"]
    truth = [int(true[cell]) for cell in cells]

    for i, (cell, n) in enumerate(zip(cells, truth, strict=True)):
        if 0 < n < LIMITS.below(CLASSES[cell[1]]):
            assert pd.isna(released["n_events"].iloc[i])
            least, greatest = range_of(i, cells, released, truth, sums)
            assert greatest > least, cell


@given(weeks())
def test_what_shows_is_the_count_where_its_sum_is_told_and_the_same_for_everybody(drawn):
    table, hidden = drawn
    released, sums = release(table, hidden)
    true = table.set_index(["node_id", "measure_code"])["n_events"]

    for row in released.to_dict("records"):
        if pd.isna(sums[row["measure_code"]]):
            assert (pd.isna(row["n_events"]), row["blank"]) == (True, "suppressed_complementary")
        elif pd.notna(row["n_events"]):
            assert row["n_events"] == true[row["node_id"], row["measure_code"]]
    by_council = released[released["column_class"] == "outreach"].reset_index(drop=True)
    pd.testing.assert_frame_equal(by_council, release(table, hidden, COUNCIL)[0])


@given(weeks())
def test_a_sum_of_told_counts_is_told_where_every_term_is_and_is_their_sum(drawn):
    table, hidden = drawn
    released, _ = release(table, hidden)
    summed = sum_told(released, {"answered": ("accepted", "declined"), "one": ("attained",)}, by=["node_id"])
    told = released.set_index(["node_id", "measure_code"])

    for row in summed.to_dict("records"):
        terms = ("accepted", "declined") if row["sum_code"] == "answered" else ("attained",)
        values = [told.loc[(row["node_id"], name), "n_events"] for name in terms]
        if any(pd.isna(value) for value in values):
            assert pd.isna(row["n_events"])
            assert row["blank"].startswith("suppressed")
        else:
            assert row["n_events"] == sum(values)
            assert row["blank"] == ("" if row["n_events"] else "zero")


def test_a_cut_that_would_need_a_told_sum_hidden_tells_nothing_of_all_that_answers_bind_to_it():
    rows = [("week 0", name, CLASSES[name], n, "") for name, n in
            {"contacts": 20, "accepted": 3, "declined": 9, "attained": 12, "unknown": 0}.items()]  # fmt: skip
    rows += [("week 1", name, CLASSES[name], n, "") for name, n in
             {"contacts": 30, "accepted": 0, "declined": 7, "attained": 14, "unknown": 0}.items()]  # fmt: skip
    table = pd.DataFrame(rows, columns=["node_id", "measure_code", "column_class", "n_events", "blank"])
    nodes = pd.DataFrame([("city", ""), ("week 0", "city"), ("week 1", "city")], columns=["node_id", "parent_id"])
    totals = table.groupby("measure_code")["n_events"].sum().reset_index()

    told = release_second_cut(table, totals, nodes=nodes, answers=ANSWERS, audience=EVERYTHING, thresholds=LIMITS)
    apart = release_second_cut(table, totals, nodes=nodes, answers=(), audience=EVERYTHING, thresholds=LIMITS)

    assert set(told["blank"]) == {"suppressed_complementary"}
    assert set(apart.loc[apart["measure_code"] == "accepted", "blank"]) == {"suppressed_complementary"}
    assert apart.loc[apart["measure_code"] == "contacts", "n_events"].tolist() == [20, 30]
