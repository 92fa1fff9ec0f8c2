"""What holds of any tree of counts for somebody who reads the released files alone and has a solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboard.paper.release import released_figures, table_files
from geo.disclosure import Thresholds, release_nested
from geo.released_counts import EVERYBODY
from pipelines.settings import project_paths
from tests.support.attacker import HIDDEN, read, tie_release

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Thresholds(health_below=11, outreach_below=5)
CLASSES = {"sharps_collected": "outreach", "naloxone_given": "health"}
# Many at the edges of the thresholds; a zone with one event, a kind of event that was on one day, a city that is one
# zone come by themselves.
COUNTS = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 25])


@st.composite
def cities(draw):
    """Zones with their places and rests, and the counts of two measures of different thresholds at each."""
    n_places = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    nodes = [("city", "", "city")]
    nodes += [(f"zone {z}", "city", "zone") for z in range(len(n_places))]
    nodes += [(f"rest of zone {z}", f"zone {z}", "rest") for z in range(len(n_places))]
    nodes += [(f"place {z}{p}", f"zone {z}", "place") for z, n in enumerate(n_places) for p in range(n)]
    tree = pd.DataFrame(nodes, columns=["node_id", "parent_id", "level"])
    rows = []
    for measure, column_class in CLASSES.items():
        n = {node: draw(COUNTS) for node, _, level in nodes if level in ("rest", "place")}
        for zone in tree.loc[tree["level"] == "zone", "node_id"]:
            n[zone] = sum(n[node] for node, parent, _ in nodes if parent == zone)
        n["city"] = sum(n[node] for node, parent, _ in nodes if parent == "city")
        rows += [(node, measure, column_class, level, parent, n[node], "") for node, parent, level in nodes]
    columns = ["node_id", "measure_code", "column_class", "level", "part_of", "n_events", "blank"]
    return pd.DataFrame(rows, columns=columns), tree


def write(counts: pd.DataFrame, tree: pd.DataFrame, folder: Path) -> None:
    told = release_nested(
        counts, nodes=tree[["node_id", "parent_id"]], answers=(), audience=EVERYBODY, thresholds=LIMITS
    )
    seen = told[told["level"] != "rest"].rename(columns={"node_id": "location_id"})
    figures = released_figures(seen, keys=("level", "location_id", "part_of"), measure="measure_code")
    for name, content in table_files({"outreach": figures}).items():
        (folder / name).write_bytes(content)


@given(city=cities())
def test_sums_say_no_more_of_a_small_count_than_that_it_is_one(city, tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    write(*city, folder)

    known = read(folder)
    tie_release(known, folder, project_paths({}).reference_dir)

    assert known.narrow() == {}


def test_the_attacker_works_counts_out_that_were_hidden_one_by_one(tmp_path):
    counts = pd.DataFrame(
        [("city", "", "city", 20), ("a", "city", "zone", 3), ("b", "city", "zone", 17)],
        columns=["location_id", "part_of", "level", "n_events"],
    ).assign(measure="sharps_collected", column_class="outreach")
    apart = counts.assign(blank=["", "suppressed", ""], value=counts["n_events"].where(counts["n_events"] >= 5))
    figures = apart[["level", "location_id", "part_of", "measure", "column_class", "value", "blank"]]
    (tmp_path / "outreach.csv").write_bytes(table_files({"outreach": figures})["outreach.csv"])

    known = read(tmp_path)
    tie_release(known, tmp_path, project_paths({}).reference_dir)

    assert [cell.keys for cell in known.narrow()] == [("zone", "a")]
    assert {told.blank for told in known.cells.values()} & set(HIDDEN) == {"suppressed"}
