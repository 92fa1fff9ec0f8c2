"""Runs one `.sql` model on hand-made tables that hold only the columns that matter."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pipelines.settings import load_policy, project_paths
from pipelines.warehouse import connect, load_models, query, store_frame

if TYPE_CHECKING:
    import pandas as pd

MORNING = date(2015, 11, 10)
AS_OF_AT = datetime(2015, 11, 10, 6, tzinfo=ZoneInfo("America/New_York"))


def run_model(name: str, tables: dict[str, pd.DataFrame], **parameters: Any) -> pd.DataFrame:
    """Return what the model makes of the tables, for the morning of 10 November 2015."""
    sql = next(model.sql for model in load_models() if model.name == name)
    known = {
        **vars(load_policy(project_paths({}).reference_dir)),
        "as_of_at": AS_OF_AT,
        "as_of_date": MORNING,
        "lookback_start_at": datetime(2015, 10, 13, 6, tzinfo=ZoneInfo("America/New_York")),
        "week_start_at": datetime(2015, 11, 3, 6, tzinfo=ZoneInfo("America/New_York")),
        **parameters,
    }
    with connect() as connection:
        for table_name, frame in tables.items():
            store_frame(connection, table_name, frame)
        return query(connection, sql, known).to_arrow_table().to_pandas()
