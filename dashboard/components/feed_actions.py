"""An action for a feed that is late or not collected: to ask its desk, as the feed's own next step says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components import action_form
from dashboard.huddle.action_drafts import ActionProposal
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.forms import MAX_TEXT_LENGTH

if TYPE_CHECKING:
    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaPart

# Whoever leads the huddle asks the desks, unless somebody else takes it.
_OWNER_CODE = "crt"
_HOW_WE_KNOW = "Data health shows the feed as current."


def show(morning: Morning, part: AgendaPart) -> None:
    """Draw, for each feed of part 1 that is not current, the button that opens an action about it."""
    steps = dict(zip(morning.rows("feeds")["feed_code"], morning.rows("feeds")["next_step"], strict=True))
    for item in part.items:
        if item.kind in (ItemKind.FEED_LATE, ItemKind.FEED_NOT_COLLECTED) and item.item_key:
            what = f"{item.title}: {steps[item.subject_ids[0]]}"[:MAX_TEXT_LENGTH]
            proposal = ActionProposal(what, _OWNER_CODE, _HOW_WE_KNOW)
            action_form.show_for_item(morning, item.item_key, name=item.title, place=None, proposal=proposal)
