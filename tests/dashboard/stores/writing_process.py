"""Run as a process of its own: appends fifty events to the store it is told of."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

from dashboard.huddle.action_drafts import note_draft
from dashboard.huddle.events import OnScreen
from dashboard.stores.operations import OperationsStore

url, writer = sys.argv[1:]
store = OperationsStore(url)
on_screen = OnScreen(huddle_date=date(2015, 11, 10), build_id="b1", role_code="leadership")
for number in range(50):
    draft = note_draft("a1", note=f"note {number} of {writer}", on_screen=on_screen)
    store.append(draft, event_id=f"{writer}-{number}", recorded_at=datetime(2015, 11, 10, 13, number, tzinfo=UTC))
