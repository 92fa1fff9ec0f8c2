"""What both kinds of handed-over record have in common; each kind's own lines stand in its own test."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.settings import project_paths
from pipelines.sources.handed_over import HandedOver, land, read_newest

KIND = HandedOver(
    inbox_file="things.csv",
    schema=pa.schema([("thing_id", pa.string()), ("words", pa.string())]),
    thing="thing",
    things="things",
    n_cells_words="two",
    folder=lambda paths: paths.raw_dir / "things",
    find_fault=lambda row, earlier_ids: "it stands in an earlier line" if row["thing_id"] in earlier_ids else None,
    values_of=dict,
)


@pytest.fixture
def paths(tmp_path):
    made = project_paths({"CRT_DATA_DIR": str(tmp_path)})
    made.inbox_dir.mkdir(parents=True)
    return made


def hand_over(paths, *lines: str):
    (paths.inbox_dir / KIND.inbox_file).write_text("\n".join(["thing_id,words", *lines, ""]), encoding="utf-8")
    return land(KIND, paths, report=pytest.fail)


def test_what_lands_is_the_newest_also_where_an_earlier_file_was_taken_out_by_hand(paths):
    first = hand_over(paths, "a,old")
    hand_over(paths, "a,older no more")
    first.unlink()

    hand_over(paths, "a,newest")

    assert read_newest(KIND, paths).to_pylist() == [{"thing_id": "a", "words": "newest"}]
    assert [file.name[:6] for file in sorted(KIND.folder(paths).iterdir())] == ["000002", "000003"]


def test_a_refusal_names_no_id_unless_the_kind_says_that_it_may(paths):
    hand_over(paths, "a,one", "b,two")
    (paths.inbox_dir / KIND.inbox_file).write_text("thing_id,words\na,one\n", encoding="utf-8")
    told: list[str] = []

    assert land(KIND, paths, report=told.append) is None
    assert "it lacks 1 thing(s) that were handed over before: the operations database" in told[0]
