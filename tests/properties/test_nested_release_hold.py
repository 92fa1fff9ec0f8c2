"""What holds of any tree of counts released together, against somebody who reads every screen and has a solver."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.disclosure import Answers, Audience, Thresholds, release_nested

EVERYTHING = Audience("all", sees_outreach=True, sees_health=True, sees_places=True)
COUNCIL = Audience("council", sees_outreach=True)
LIMITS = Thresholds(health_below=11, outreach_below=5)
OFFER = ("accepted", "declined", "unavailable")
TREATED = ("treated", "not_treated")
ANSWERS = (Answers("contacts", OFFER), Answers("contacts", TREATED))
HEALTH = frozenset(TREATED)
NO_LIMIT = 10_000


@st.composite
def cities(draw):
    """A city of zones with their places and rests, and at each leaf contacts with the answers they got."""
    n_places = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    nodes = [("city", "")]
    nodes += [(f"zone {z}", "city") for z in range(len(n_places))]
    nodes += [(f"rest {z}", f"zone {z}") for z in range(len(n_places))]
    nodes += [(f"place {z}{p}", f"zone {z}") for z, n in enumerate(n_places) for p in range(n)]
    leaves = [node for node, _ in nodes if not node.startswith(("city", "zone"))]
    rows = {leaf: draw(_leaf_counts()) for leaf in leaves}
    return pd.DataFrame(nodes, columns=["node_id", "parent_id"]), rows


@st.composite
def _leaf_counts(draw):
    counts = {"sharps": draw(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 30]))}
    contacts = 0
    for group in (OFFER, TREATED):
        answers = [draw(st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 14])) for _ in group]
        counts |= dict(zip(group, answers, strict=True))
        contacts = max(contacts, sum(answers))
    return {**counts, "contacts": contacts + draw(st.sampled_from([0, 0, 0, 1, 4, 12]))}


def table(nodes, leaves):
    measures = ["contacts", *OFFER, *TREATED, "sharps"]
    parent_of = dict(nodes.to_numpy().tolist())
    summed = {node: dict.fromkeys(measures, 0) for node in parent_of}
    for leaf, counts in leaves.items():
        node = leaf
        while node:
            for name, n in counts.items():
                summed[node][name] += n
            node = parent_of[node]
    return pd.DataFrame(
        [
            (node, name, "health" if name in HEALTH else "outreach", n, "")
            for node, counts in summed.items()
            for name, n in counts.items()
        ],
        columns=["node_id", "measure_code", "column_class", "n_events", "blank"],
    )


def release(counts, nodes, audience=EVERYTHING, answers=ANSWERS):
    return release_nested(counts, nodes=nodes, answers=answers, audience=audience, thresholds=LIMITS)


class Attacker:
    """Knows the tree, the rules of the log, the thresholds and all that is shown; asks a solver for the rest."""

    def __init__(self, released, truth, nodes):
        self.cells = list(zip(released["node_id"], released["measure_code"], strict=True))
        at = {cell: i for i, cell in enumerate(self.cells)}
        low, high = [], []
        for row, n in zip(released.to_dict("records"), truth["n_events"], strict=True):
            below = LIMITS.below(row["column_class"])
            if row["blank"] == "suppressed":
                low.append(1)
                high.append(below - 1)
            elif row["blank"] == "suppressed_complementary":
                low.append(1 if n < below else below)
                high.append(NO_LIMIT)
            else:
                low.append(int(row["n_events"]))
                high.append(int(row["n_events"]))
        self.bounds = Bounds(low, high)
        sums, limits = [], []
        for node in nodes["node_id"]:
            parts = nodes.loc[nodes["parent_id"] == node, "node_id"]
            for name in released["measure_code"].unique() if len(parts) else ():
                row = np.zeros(len(at))
                row[at[node, name]] = 1
                row[[at[part, name] for part in parts]] = -1
                sums.append(row)
                limits.append((0, 0))
            for group in ANSWERS:
                row = np.zeros(len(at))
                row[[at[node, member] for member in group.members]] = 1
                row[at[node, group.bounding]] = -1
                sums.append(row)
                limits.append((-np.inf, 0))
        self.rules = LinearConstraint(np.array(sums), *np.array(limits).T)

    def range_of(self, i):
        return tuple(round(world[i]) for world in self.extreme_worlds(i))

    def extreme_worlds(self, i):
        """Two whole tables that fit all that is known, with the least and the greatest number the cell can be."""
        wanted = np.zeros(len(self.cells))
        wanted[i] = 1
        ends = [
            milp(sign * wanted, constraints=self.rules, bounds=self.bounds, integrality=np.ones(len(self.cells)))
            for sign in (1, -1)
        ]
        assert all(end.success for end in ends), "the truth itself must fit what is shown"
        return [end.x for end in ends]

    def narrow_cells(self, hidden, *, spread):
        """Every hidden cell that all fitting tables leave less than `spread`; a table found for one cell serves all."""
        least, greatest = np.full(len(self.cells), np.inf), np.full(len(self.cells), -np.inf)
        for i in hidden:
            if greatest[i] - least[i] < spread:
                for world in self.extreme_worlds(i):
                    least, greatest = np.minimum(least, np.round(world)), np.maximum(greatest, np.round(world))
        return [self.cells[i] for i in hidden if greatest[i] - least[i] < spread]


@given(cities())
def test_no_hidden_count_can_be_worked_out_by_somebody_with_a_solver(city):
    nodes, leaves = city
    truth = table(nodes, leaves)
    released = release(truth, nodes)
    attacker = Attacker(released, truth, nodes)

    hidden = [i for i, blank in enumerate(released["blank"]) if blank.startswith("suppressed")]

    assert attacker.narrow_cells(hidden, spread=2) == []


@given(cities())
def test_what_shows_is_the_count_and_what_is_small_never_shows(city):
    nodes, leaves = city
    truth = table(nodes, leaves)

    for row, n in zip(release(truth, nodes).to_dict("records"), truth["n_events"], strict=True):
        if row["blank"] in ("", "zero"):
            assert row["n_events"] == n
            assert n == 0 or n >= LIMITS.below(row["column_class"])
        else:
            assert n > 0
            assert pd.isna(row["n_events"])
        assert row["blank"] != "suppressed" or n < LIMITS.below(row["column_class"])


@given(cities())
def test_two_audiences_side_by_side_see_what_one_that_sees_all_does(city):
    nodes, leaves = city
    truth = table(nodes, leaves)
    seen_by_all, seen_by_council = release(truth, nodes), release(truth, nodes, COUNCIL)

    shared = seen_by_all[seen_by_all["column_class"] == "outreach"].reset_index(drop=True)
    pd.testing.assert_frame_equal(shared, seen_by_council)


@given(cities(), st.randoms(use_true_random=False))
def test_row_order_changes_no_cell(city, random):
    nodes, leaves = city
    truth = table(nodes, leaves)
    mixed = truth.iloc[random.sample(range(len(truth)), len(truth))]
    keys = ["node_id", "measure_code"]

    one, other = (release(each, nodes).sort_values(keys, ignore_index=True) for each in (truth, mixed))

    pd.testing.assert_frame_equal(one, other)


def test_the_attacker_would_find_what_a_release_apart_gives_back():
    """The attacker is no straw man: given counts hidden one by one, it works every one of them out."""
    nodes = pd.DataFrame([("city", ""), ("zone 0", "city"), ("rest 0", "zone 0"), ("place 00", "zone 0")])
    nodes.columns = ["node_id", "parent_id"]
    empty = dict.fromkeys([*OFFER, *TREATED, "sharps"], 0)
    truth = table(nodes, {"rest 0": {**empty, "contacts": 20}, "place 00": {**empty, "contacts": 3}})
    apart = truth.assign(blank=["suppressed" if 0 < n < 5 else "" for n in truth["n_events"]])
    attacker = Attacker(apart, truth, nodes)

    assert attacker.range_of(attacker.cells.index(("place 00", "contacts"))) == (3, 3)


def test_the_attacker_knows_that_ten_contacts_of_which_eight_accepted_leave_two():
    nodes = pd.DataFrame([("city", "")], columns=["node_id", "parent_id"])
    truth = table(nodes, {"city": {"contacts": 10, "accepted": 8, "declined": 1, "unavailable": 1, "treated": 0,
                                   "not_treated": 0, "sharps": 0}})  # fmt: skip
    apart = truth.assign(blank=["suppressed" if 0 < n < 5 else "" for n in truth["n_events"]])
    attacker = Attacker(apart, truth, nodes)

    assert attacker.range_of(attacker.cells.index(("city", "declined"))) == (1, 1)
    blanks = release(truth, nodes).set_index("measure_code")["blank"]
    assert blanks["accepted"] == "suppressed_complementary"


@pytest.mark.parametrize("blank", ["late", "not_collected"])
@given(city=cities())
def test_a_log_that_is_late_or_never_came_tells_nothing_at_all(city, blank):
    nodes, leaves = city
    truth = table(nodes, leaves).assign(blank=blank)

    released = release(truth, nodes)

    assert set(released["blank"]) == {blank}
    assert released["n_events"].isna().all()
