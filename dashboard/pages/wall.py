"""The wall screen of the huddle: `?view=wall`."""

from __future__ import annotations

from dashboard.components import wall
from dashboard.components.opening import open_morning

wall.show(open_morning(follows_address=False))
