"""Whatever an HMIS export holds: nothing of a person gets out of it, and its rows add up."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import SourceFileError
from pipelines.readers.hmis_elements import READ_COLUMNS
from pipelines.readers.hmis_export import read_export
from pipelines.readers.upload_limits import UploadLimits
from tests.support.hmis_exports import HEADERS, export_row, pack, write_csv

LIMITS = UploadLimits(max_mb=25, unpacked_max_mb=400, max_ratio=200, max_entries=500, max_rows=200_000)
MARKER = "Zebedee"
# What surrounds the marker in a cell that must not be read: anything a person can type, and what breaks readers.
_AROUND = st.text(st.sampled_from("ab ,\"\n\r\t;='é<>\x00{}"), max_size=12)
_TEXTS = st.tuples(_AROUND, _AROUND).map(lambda around: f"{around[0]}{MARKER}{around[1]}")
_DAYS = st.one_of(
    st.integers(-40, 80).map(lambda n: str(date(2015, 9, 1) + timedelta(days=n))),
    st.sampled_from(["", "10/05/2015", "2015-13-01", MARKER]),
)
_DELETED = st.sampled_from(["", "", "", "2015-10-06 10:00:00"])
# The key of a stay is read, so it holds the marker too: it must not get out either.
_STAYS = st.integers(0, 4).map(lambda n: f"{MARKER}-{n}")
_PROJECTS = st.sampled_from(["P1", "P2", "P3"])


@st.composite
def _rows(draw, file_name: str, **wanted):
    """Rows with the marker in every column that is not wanted."""
    unread = [name for name in HEADERS[file_name] if name not in READ_COLUMNS.get(file_name, ())]
    typed = draw(st.lists(_TEXTS, min_size=2, max_size=2))
    return [
        {name: typed[(number + place) % 2] for place, name in enumerate(unread)}
        | {name: draw(values) for name, values in wanted.items()}
        for number in range(draw(st.integers(0, 4)))
    ]


@st.composite
def _exports(draw):
    rows = {
        "Export.csv": [
            dict.fromkeys(set(HEADERS["Export.csv"]) - set(READ_COLUMNS["Export.csv"]), draw(_TEXTS))
            | {name: value for name, value in export_row().items() if name in READ_COLUMNS["Export.csv"]}
        ],
        "Project.csv": draw(
            _rows("Project.csv", ProjectID=_PROJECTS, ProjectName=st.just("Harbor"), DateDeleted=_DELETED)
        ),
        "ProjectCoC.csv": draw(_rows("ProjectCoC.csv", ProjectID=_PROJECTS, ZIP=_TEXTS, Geocode=_TEXTS)),
        "Enrollment.csv": draw(
            _rows(
                "Enrollment.csv",
                EnrollmentID=_STAYS,
                ProjectID=st.one_of(_PROJECTS, _TEXTS),
                DateOfEngagement=_DAYS,
                DateDeleted=_DELETED,
            )
        ),
        "CurrentLivingSituation.csv": draw(
            _rows("CurrentLivingSituation.csv", EnrollmentID=_STAYS, InformationDate=_DAYS, DateDeleted=_DELETED)
        ),
        "Services.csv": draw(
            _rows(
                "Services.csv",
                EnrollmentID=_STAYS,
                DateProvided=_DAYS,
                RecordType=st.sampled_from(["141", "161", "200", MARKER]),
                ReferralOutcome=st.sampled_from(["", "1", "2", "3", MARKER]),
                DateDeleted=_DELETED,
            )
        ),
        "Client.csv": draw(_rows("Client.csv")),
    }
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    files = {name: write_csv(name, own, line_end=line_end) for name, own in rows.items()}
    return {name: len(own) for name, own in rows.items()}, files


@settings(max_examples=min(60, 4 * settings.default.max_examples))
@given(export=_exports())
def test_nothing_of_a_person_gets_out_and_every_row_is_accounted_for(export):
    n_rows, files = export

    results = read_export("oct.zip", pack(files), limits=LIMITS)

    for result in results:
        told = [result.accepted.to_pylist(), result.set_aside.to_pylist(), result.messages, result.clock.evidence]
        assert MARKER not in json.dumps(told, default=str)
        assert result.rows_read == n_rows[result.file_name.removeprefix("oct.zip: ")]
        assert result.rows_read == sum(result.accepted.column("n_events").to_pylist()) + result.set_aside.num_rows


@settings(max_examples=min(60, 4 * settings.default.max_examples))
@given(export=_exports(), cut=st.floats(0, 1), flips=st.lists(st.integers(0, 10_000), max_size=3), data=st.data())
def test_a_damaged_file_tells_nothing_of_a_person_either(export, cut, flips, data):
    _, files = export
    name = data.draw(st.sampled_from(sorted(READ_COLUMNS)))
    content = bytearray(files[name][: int(cut * len(files[name]))])
    for at in flips:
        if content:
            content[at % len(content)] = data.draw(st.sampled_from(b'",\n\x00Z'))

    results, refusal = _read(pack({**files, name: bytes(content)}))

    assert MARKER not in refusal
    told = [[result.accepted.to_pylist(), result.set_aside.to_pylist(), result.messages] for result in results]
    # A project's name is landed, so what damage moves into it from another column of Project.csv may stand there.
    if name != "Project.csv":
        assert MARKER not in json.dumps(told, default=str)


def _read(content):
    """Return what was read, or nothing and why."""
    try:
        return read_export("oct.zip", content, limits=LIMITS), ""
    except SourceFileError as error:
        return [], str(error)


@pytest.mark.parametrize("name", sorted(READ_COLUMNS))
def test_each_column_that_is_not_on_the_list_may_hold_anything(name):
    rows = {column: MARKER for column in HEADERS[name] if column not in READ_COLUMNS[name]}
    wanted = {"Export.csv": export_row(), "Project.csv": {"ProjectID": "P1"}}.get(
        name, {"EnrollmentID": "E", "ProjectID": "P1"}
    )
    files = {
        "Export.csv": write_csv("Export.csv", [export_row()]),
        "Project.csv": write_csv("Project.csv", [{"ProjectID": "P1"}]),
        "Enrollment.csv": write_csv("Enrollment.csv", [{"EnrollmentID": "E", "ProjectID": "P1"}]),
    }
    own = {**rows, **{column: value for column, value in wanted.items() if column in READ_COLUMNS[name]}}

    results = read_export("oct.zip", pack({**files, name: write_csv(name, [own])}), limits=LIMITS)

    assert MARKER not in str([(result.accepted.to_pylist(), result.set_aside.to_pylist()) for result in results])
