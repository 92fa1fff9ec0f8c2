"""What holds of any log of calls, and of what is told of them to a reader who has all of it and a pencil."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboard.recovery_line import release_recovery_line
from geo.disclosure import Audience, Thresholds
from pipelines.readers.recovery_line_words import line_words
from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import RECOVERY_LINE_HEADER, as_file, call_line

WORDS = line_words(load_reference(project_paths({}).reference_dir, "recovery_line_words").to_dict("records"))
EVERYBODY = Audience("recovery", sees_outreach=True, sees_health=True)

cells = st.sampled_from(
    ["", "RL-1", "yes", "no", "ats", "full", "311_phone", "=1+1", "617-555-0123", "M. Silva", "2026-01-05 14:05",
     "2026-01-05 14:31", "2026-11-01 01:30", "13/13/2026 1:00", "2026-01-05 14:05-05:00", "\u202e2026", "9" * 50]
)  # fmt: skip
names = st.sampled_from(RECOVERY_LINE_HEADER.split(","))
rows = st.lists(st.dictionaries(names, cells, max_size=4), min_size=1, max_size=12)


@given(rows=rows, end=st.sampled_from(["\n", "\r\n"]))
def test_rows_in_are_rows_accepted_and_set_aside_and_what_is_accepted_holds_closed_words_alone(rows, end):
    lines = [call_line(**({"call_id": f"RL-{number}"} | changes)) for number, changes in enumerate(rows)]

    (result,) = read_file("line.csv", as_file(RECOVERY_LINE_HEADER, lines, end=end), line_words=WORDS)

    assert result.rows_read == result.accepted.num_rows + result.set_aside.num_rows
    assert result.rows_read <= len(rows)
    for row in result.accepted.to_pylist():
        for name, allowed in WORDS.allowed.items():
            assert row[name] in (*allowed, None)
        assert row["closed_stamp"] is None or row["closed_stamp"] >= row["opened_stamp"]
        assert (row["closed_stamp"] is None) == (row["linked_to"] is None)
        assert "Silva" not in str(row)
        assert "555" not in str(row)
    assert set(result.set_aside.column("row_text").to_pylist()) <= {""}


calls = st.lists(
    st.tuples(st.sampled_from(["linked", "not_yet", "ended"]), st.booleans(), st.sampled_from("ab"), st.booleans()),
    min_size=1,
    max_size=14,
)
CUTS = (
    ("answer", "calls", ("linked", "not_linked")),
    ("not_linked", "not_linked", ("not_yet", "ended")),
    ("since", "linked", ("linked_1d", "linked_before")),
    ("age", "not_yet", ("young", "old")),
    ("asked_for", "calls", ("a", "b")),
    ("city_full", "a", ("full_a", "not_full_a")),
    ("city_full", "b", ("full_b", "not_full_b")),
)


def counted(calls) -> dict[str, int]:
    counts = {"calls": len(calls), **{part: 0 for _, _, parts in CUTS for part in parts}}
    for standing, is_new, asked_for, is_full in calls:
        told = ["linked" if standing == "linked" else "not_linked", asked_for]
        told.append(f"{'full' if is_full else 'not_full'}_{asked_for}")
        told += [standing] if standing != "linked" else ["linked_1d" if is_new else "linked_before"]
        told += ["young" if is_new else "old"] if standing == "not_yet" else []
        for part in told:
            counts[part] += 1
    return counts


def release(counts: dict[str, int], below: int):
    listed = [("all", "", "calls"), *((cut, total, part) for cut, total, parts in CUTS for part in parts)]
    frame = pd.DataFrame(listed, columns=["cut_code", "sum_code", "part_code"])
    frame = frame.assign(
        part_words=frame["part_code"],
        column_class="health",
        n_events=pd.array([counts[part] for part in frame["part_code"]], dtype="Int64"),
        blank="",
    )
    codes = ["linked_pct", "handoff_half", "handoff_nine_in_ten"]
    measures = pd.DataFrame({"measure_code": codes}).assign(
        measure_name="", column_class="health", measured=50.0, blank=""
    )
    limits = Thresholds(health_below=below, outreach_below=below)
    return release_recovery_line(frame, measures, audience=EVERYBODY, thresholds=limits)


def fits(row, n: int, below: int) -> bool:
    """Tell whether a released cell could stand for a number, to a reader who knows the rule of small counts."""
    if pd.isna(row["n_events"]):
        return row["blank"] != "suppressed" or 0 < n < below
    return bool(n == row["n_events"])


def possible(name: str, n: int, cells, below: int) -> dict[str, set[int]] | None:
    """Return which numbers every part may be where `name` is `n`, by all that is told; None where it cannot be.

    Cuts of one sum meet in that sum alone, so each is gone through by itself.
    """
    if not fits(cells[name], n, below):
        return None
    found: dict[str, set[int]] = {name: {n}}
    for _, total, (first, second) in CUTS:
        if total != name:
            continue
        tables = [
            (possible(first, left, cells, below), possible(second, n - left, cells, below)) for left in range(n + 1)
        ]
        fitting = [each for pair in tables if None not in pair for each in pair]
        if not fitting:
            return None
        for part in {part for each in fitting for part in each}:
            found.setdefault(part, set()).update(*(each.get(part, ()) for each in fitting))
    return found


@given(calls=calls, below=st.integers(3, 6))
def test_a_reader_of_the_whole_page_cannot_tell_a_hidden_count_nor_what_lies_beside_a_share_or_a_time(calls, below):
    counts = counted(calls)
    figures = release(counts, below)
    cells = {row["part_code"]: row for row in figures.calls.to_dict("records")}
    shown = {name for name, row in cells.items() if pd.notna(row["n_events"])}
    choices = [possible("calls", n, cells, below) for n in range(len(calls) + below)]

    for name, n in counts.items():
        may_be = {value for choice in choices if choice for value in choice.get(name, ())}
        assert n in may_be
        if 0 < n < below:
            assert name not in shown
            assert len(may_be) > 1
    assert all(cells[name]["sum_code"] in {*shown, ""} for name in shown)
    told = set(figures.measures.loc[figures.measures["measured"].notna(), "measure_code"])
    assert ("linked_pct" in told) == ({"calls", "linked", "not_linked"} <= shown)
    assert ("handoff_half" in told) == ("linked" in shown and counts["linked"] >= 2 * below)
    assert ("handoff_nine_in_ten" in told) == ("linked" in shown and counts["linked"] >= 10 * below)
