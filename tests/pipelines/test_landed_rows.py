"""Files landed before a column came are read beside those that have it, and alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.build import landed_rows
from pipelines.warehouse import connect

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = {"record_id": ["a"], "lead": ["outreach"]}, {"lead": ["police"], "record_id": ["b"], "engaged": ["yes"]}


@pytest.mark.parametrize("files", [(OLD,), (OLD, NEW), (NEW, OLD)])
def test_a_column_that_a_file_was_landed_before_is_there_and_empty(tmp_path: Path, files: tuple[dict[str, list[str]]]):
    paths = [str(tmp_path / f"{number}.parquet") for number in range(len(files))]
    for path, columns in zip(paths, files, strict=True):
        pq.write_table(pa.table(columns), path)

    with connect() as connection:
        rows = landed_rows(connection, paths, columns=["record_id", "lead", "engaged", "transport"])
        told = {row["record_id"]: row for row in rows.to_arrow_table().to_pylist()}

    assert told["a" if OLD in files else "b"]["transport"] is None
    assert {key: row["engaged"] for key, row in told.items()} == {
        key: value for key, value in {"a": None, "b": "yes"}.items() if key in told
    }
    assert {row["lead"] for row in told.values()} == {columns["lead"][0] for columns in files}
