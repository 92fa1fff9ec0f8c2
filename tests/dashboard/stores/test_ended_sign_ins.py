"""A sign-in that was ended stays ended, for every process and until it would have ended by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from dashboard.stores.ended_sign_ins import LOOKS_AGAIN_S, EndedSignIns
from dashboard.stores.operations import StoreUnavailableError
from dashboard.stores.operations_schema import ENDED_SIGN_INS
from tests.support.recorded_events import plain_engine

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
LASTS = timedelta(hours=12)


def held(url: str) -> list[str]:
    with plain_engine(url).connect() as connection:
        return sorted(connection.scalars(select(ENDED_SIGN_INS.c.sign_in)))


def test_what_one_process_ended_another_knows_and_it_is_forgotten_when_it_would_have_ended(store_url: str) -> None:
    ended, beside = EndedSignIns(store_url), EndedSignIns(store_url)
    for sign_in, at in (("old", NOW - LASTS - timedelta(seconds=1)), ("edge", NOW - LASTS), ("new", NOW)):
        ended.note(sign_in, signed_in_at=at, forget_before=NOW - 2 * LASTS)

    assert (beside.has("old"), beside.has("new"), beside.has("another")) == (True, True, False)
    beside.note("newest", signed_in_at=NOW, forget_before=NOW - LASTS)
    assert held(store_url) == ["edge", "new", "newest"]

    ended.close()
    beside.close()


def test_an_end_counts_here_at_once_and_beside_at_the_next_look(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("dashboard.stores.ended_sign_ins.time.monotonic", lambda: clock[0])
    ended, beside = EndedSignIns(store_url), EndedSignIns(store_url)
    assert (ended.has("it"), beside.has("it")) == (False, False)

    ended.note("it", signed_in_at=NOW, forget_before=NOW - LASTS)

    assert ended.has("it")
    clock[0] += LOOKS_AGAIN_S
    assert beside.has("it")
    ended.close()
    beside.close()


def test_ending_twice_is_ending_once(store_url: str) -> None:
    ended = EndedSignIns(store_url)
    for _ in range(2):
        ended.note("same", signed_in_at=NOW, forget_before=NOW - LASTS)

    assert held(store_url) == ["same"]
    ended.close()


def test_a_database_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / "operations.sqlite").mkdir()

    with pytest.raises(StoreUnavailableError):
        EndedSignIns(f"sqlite:///{tmp_path / 'operations.sqlite'}")
