"""Run as a process of its own: appends events to a store and prints the id of each that is recorded."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta

from dashboard.huddle.action_drafts import note_draft
from dashboard.huddle.events import OnScreen
from dashboard.stores.operations import OperationsStore

url, n_events, writer = sys.argv[1:]
store = OperationsStore(url)
on_screen = OnScreen(huddle_date=date(2015, 11, 10), build_id="b1", role_code="leadership")
begun_at = datetime(2015, 11, 10, 13, 0, tzinfo=UTC)
for number in range(int(n_events)):
    draft = note_draft("a1", note=f"note {number} of {writer}", on_screen=on_screen)
    store.append(draft, event_id=f"{writer}-{number}", recorded_at=begun_at + timedelta(seconds=number))
    print(f"{writer}-{number}", flush=True)  # noqa: T201 - what the test reads as acknowledged
store.close()
