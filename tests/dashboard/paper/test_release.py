"""Every figure of a released table has its value or a blank that says why not, and nothing but figures is in it."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.paper.release import public_figures, released_figures, table_files
from pipelines.contracts import PUBLISHED, Column, Table
from pipelines.settings import load_reference, project_paths

PLACES = Table(
    name="places",
    grain="",
    key=("place_id",),
    columns=(
        Column("place_id", "text", ""),
        Column("name", "text", ""),
        Column("lon", "number", ""),
        Column("n_tickets", "integer", ""),
        Column("value", "number", ""),
        Column("n_contacts", "integer", "", column_class="outreach"),
    ),
)


def test_public_figures_stand_one_a_row_without_positions_names_or_counts_of_another_class():
    rows = pd.DataFrame(
        {"place_id": ["a", "b"], "name": "x", "lon": -71.0, "n_tickets": [4, 0], "value": [0.5, None], "n_contacts": 3}
    )

    told = public_figures(rows, PLACES).set_index(["place_id", "measure"])

    assert set(told.index) == {(place, measure) for place in "ab" for measure in ("n_tickets", "value")}
    assert told["blank"].to_dict() == {
        ("a", "n_tickets"): "", ("b", "n_tickets"): "zero", ("a", "value"): "", ("b", "value"): "not_collected"
    }  # fmt: skip
    assert set(told["column_class"]) == {"public"}


def test_a_file_writes_whole_figures_whole_and_makes_formulas_inert():
    rows = pd.DataFrame(
        {"place": ["=cmd|x", "b", "c"], "measure_code": "m", "column_class": "health",
         "n_events": pd.array([12, None, 0], dtype="Int64"), "blank": ["", "suppressed", "zero"]}
    )  # fmt: skip

    content = table_files({"t": released_figures(rows, keys=("place",), measure="measure_code")})["t.csv"]

    assert content.decode("utf-8-sig").splitlines() == [
        '"place","measure","column_class","value","blank"',
        '"\'=cmd|x","m","health","12",""',
        '"b","m","health",,"suppressed"',
        '"c","m","health","0","zero"',
    ]


LISTED = load_reference(project_paths({}).reference_dir, "released_tables").set_index("table_name")


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_every_published_table_with_a_public_figure_is_released_or_the_list_says_why_not(table):
    has_figure = any(column.is_number and column.column_class == "public" for column in table.columns)
    of_class = [column.column_class for column in table.columns if column.column_class in ("outreach", "health")]
    if not has_figure or of_class:
        # What has a class goes through disclosure; its tables are made in components/released_tables.
        assert table.name not in LISTED.index
        return
    level, why = LISTED.loc[table.name, ["level", "why"]]
    assert level in ("city", "zone", "place", "none")
    assert (level == "none") == bool(why)
    if "location_id" in [column.name for column in table.columns]:
        assert level in ("place", "none")
