from __future__ import annotations

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.header_choice import choose_layout
from pipelines.readers.layouts import (
    FEED_COLUMNS,
    LAYOUTS,
    LEGACY_A,
    LEGACY_B,
    LEGACY_C,
    NEW_SYSTEM,
    OUTREACH_LOG,
)
from tests.pipelines.readers.files import (
    LEGACY_A_NAMES,
    LEGACY_B_HEADER,
    LEGACY_C_ID_NAMES,
    LEGACY_C_NAMES,
    NEW_NAMES,
    OUTREACH_NAMES,
)

HEADER_NEXT = [
    {"target_dt": "due_dt", "ontime": "in_time", "submittedphoto": "photo"}.get(name, name) for name in LEGACY_A_NAMES
]


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        (LEGACY_B_HEADER.split(","), LEGACY_B),
        (LEGACY_B_HEADER.upper().split(","), LEGACY_B),
        (LEGACY_A_NAMES, LEGACY_A),
        (["_id", *LEGACY_A_NAMES], LEGACY_A),
        (LEGACY_C_NAMES, LEGACY_C),
        (LEGACY_C_ID_NAMES, LEGACY_C),
        ([name for name in LEGACY_C_NAMES if name != "geom_4326"], LEGACY_C),
        (NEW_NAMES, NEW_SYSTEM),
        (sorted(NEW_NAMES), NEW_SYSTEM),
        ([*NEW_NAMES, "submitted_photo", "closed_photo"], NEW_SYSTEM),
        ([*NEW_NAMES, "something_new", ""], NEW_SYSTEM),
        (OUTREACH_NAMES, OUTREACH_LOG),
    ],
)
def test_the_header_decides_the_layout_in_any_case_and_order(header, layout):
    assert choose_layout(header) is layout


def test_a_header_that_fits_none_names_the_nearest_the_missing_and_the_unknown():
    with pytest.raises(SourceFileError) as refusal:
        choose_layout(HEADER_NEXT, file_name="2024.csv", line_no=1)

    assert str(refusal.value) == (
        "2024.csv, line 1: the header fits no known layout. Nearest is legacy header A with 26 of 29 columns. "
        "Missing: target_dt, ontime, submittedphoto. Not known: due_dt, in_time, photo."
    )


def test_a_column_gone_is_named():
    with pytest.raises(SourceFileError, match=r"Nearest is 2025 system .* Missing: police_district. Not known: none"):
        choose_layout([name for name in NEW_NAMES if name != "police_district"])


def test_a_file_of_another_kind_is_told_what_is_known():
    with pytest.raises(SourceFileError, match="none of its columns is known"):
        choose_layout(["site", "bags_of_trash"])


def test_a_column_named_twice_is_refused():
    with pytest.raises(SourceFileError, match=r"names a column twice \(type\)"):
        choose_layout([*LEGACY_B_HEADER.split(","), "Type"])


def test_an_outreach_log_with_a_column_for_a_name_is_refused_for_privacy():
    with pytest.raises(SourceFileError, match=r"outside the template: client_name\. Privacy: this log counts contacts"):
        choose_layout([*OUTREACH_NAMES, "client_name"])


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_of_a_feed_lands_under_the_feeds_own_column_names(layout):
    assert layout.landed_columns - {"lon", "lat"} <= set(FEED_COLUMNS[layout.feed_code])
