"""Receipts as raw tables, so that models account for every row handed in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.sources.erasures import Erasure
    from pipelines.sources.receipts import Receipt

_NOTHING_ERASED: Mapping[str, Erasure] = MappingProxyType({})
_MADE_HERE = frozenset({"message", "erased_until_at", "n_current_erased"})
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
        ("erased_until_at", pa.timestamp("us", tz="UTC")),
        ("n_current_erased", pa.int64()),
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


def receipt_rows(receipts: Sequence[Receipt], erased: Mapping[str, Erasure] = _NOTHING_ERASED) -> pa.Table:
    """Return `raw_crt__receipts`: one row per file handed in.

    Parameters
    ----------
    receipts
        All of them.
    erased
        The files whose rows were erased by the rule for retention, by their id: how many were the newest of their
        record then is what their account rests on since.
    """
    rows = []
    for receipt in receipts:
        gone = erased.get(receipt.file_id)
        told = () if gone is None else (f"Erased on {gone.erased_at:%Y-%m-%d} by the rule {gone.rule_code}.",)
        rows.append(
            {
                **{name: getattr(receipt, name) for name in _RECEIPTS.names if name not in _MADE_HERE},
                "message": " ".join((*receipt.messages, *told)),
                "erased_until_at": None if gone is None else gone.newest_at,
                "n_current_erased": None if gone is None else gone.n_current,
            }
        )
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
