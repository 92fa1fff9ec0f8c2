from __future__ import annotations

import pandas as pd
import pytest

from pipelines.readers.clock import to_instant
from tests.support.models import run_model
from tests.support.tables import table

COLUMNS = (
    "record_id", "type", "source", "case_status", "location", "police_district", "neighborhood", "case_topic",
    "report_source", "full_address", "longitude", "latitude", "service_name", "description", "address",
)  # fmt: skip


@pytest.mark.parametrize("model", ["stg_city311__legacy_tickets", "stg_city311__new_tickets", "stg_open311__requests"])
@pytest.mark.parametrize("stamp", ["2024-04-08 23:45:32", "2024-01-15 03:00:00"])
@pytest.mark.parametrize("regime", ["eastern_local", "utc", "eastern_minus_offset"])
def test_the_models_read_each_clock_as_the_reader_judged_it(model, stamp, regime):
    row = dict.fromkeys(COLUMNS, "x") | {"file_id": "f", "row_number": 2, "lon": -71.0, "lat": 42.3, "status": "closed"}
    landed = pd.DataFrame([row]).assign(opened_stamp=pd.Timestamp(stamp), closed_stamp=pd.Timestamp(stamp))
    files = table(f"file_id | clock_regime\nf | {regime}")
    raw = model.replace("stg_", "raw_")

    keywords = table("order_no | phrase | category_code\n10 | needle | sharps")

    found = run_model(model, {raw: landed, "stg_crt__files": files, "ref_text_keywords": keywords})

    meant = to_instant(pd.Timestamp(stamp).to_pydatetime(), regime)
    assert found["opened_at"].iloc[0] == meant
    assert found["closed_at"].iloc[0] == meant
