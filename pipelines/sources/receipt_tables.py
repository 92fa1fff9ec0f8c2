"""Receipts as raw tables, so that models account for every row handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.sources.receipts import Receipt

_RECEIPTS = pa.schema(
    [
        ("receipt_no", pa.int64()),
        ("file_id", pa.string()),
        ("path", pa.string()),
        ("feed_code", pa.string()),
        ("rows_read", pa.int64()),
        ("n_accepted", pa.int64()),
        ("taken_at", pa.timestamp("us", tz="UTC")),
        ("taken_at_how", pa.string()),
        ("clock_regime", pa.string()),
        ("clock_evidence", pa.string()),
        ("clock_basis", pa.string()),
        ("n_clock_for", pa.int64()),
        ("n_clock_against", pa.int64()),
        ("is_clock_mixed", pa.bool_()),
        ("newest_record_at", pa.timestamp("us", tz="UTC")),
        ("landed_at", pa.timestamp("us", tz="UTC")),
        ("is_sample", pa.bool_()),
        ("is_repeat", pa.bool_()),
        ("message", pa.string()),
    ]
)
_SET_ASIDE = pa.schema(
    [
        ("receipt_no", pa.int64()),
        ("reason_code", pa.string()),
        ("n_rows", pa.int64()),
        ("line_numbers", pa.string()),
    ]
)


def receipt_rows(receipts: Sequence[Receipt]) -> pa.Table:
    """Return `raw_crt__receipts`: one row per file handed in."""
    rows = [
        {
            **{name: getattr(receipt, name) for name in _RECEIPTS.names if name != "message"},
            "message": " ".join(receipt.messages),
        }
        for receipt in receipts
    ]
    return pa.Table.from_pylist(rows, schema=_RECEIPTS)


def set_aside_rows(receipts: Sequence[Receipt]) -> pa.Table:
    """Return `raw_crt__set_aside`: one row per file and reason, with the first lines it happened on."""
    rows = [
        {
            "receipt_no": receipt.receipt_no,
            "reason_code": reason,
            "n_rows": n_rows,
            "line_numbers": ", ".join(str(line) for line in receipt.set_aside_lines.get(reason, ())),
        }
        for receipt in receipts
        for reason, n_rows in receipt.set_aside.items()
    ]
    return pa.Table.from_pylist(rows, schema=_SET_ASIDE)
