"""What each figure of the meeting means: the agenda and the actions come from the operations store, not from a build.

Same form as `pipelines.contracts`, so that a page and a file define every number in one way.
"""

from __future__ import annotations

from pipelines.contracts import NO_UNIT, NOT_A_COUNT, Column, Table

_RECORDED = "actions as recorded in the operations database"
_ERASED_COUNT = "nothing; an entry whose words were erased still counts"
_WALKED = "walk-throughs as recorded in the operations database"
_LATER = "actions opened after this morning"

ACTIONS = Table(
    name="actions",
    grain="one row per action recorded up to the morning",
    key=("action_id",),
    columns=(
        Column("action_id", "text", "The action's lasting id", source=_RECORDED),
        Column(
            "n_carried",
            "integer",
            "Actions of earlier mornings that are still open",
            unit="actions",
            source=_RECORDED,
            not_counted="actions opened this morning; actions done, dropped or given up",
            words="Carried over",
        ),
        Column(
            "n_overdue",
            "integer",
            "Of these, with a due date before this morning",
            unit="actions",
            source=_RECORDED,
            not_counted="actions due today",
            words="Overdue",
        ),
        Column(
            "n_due_today",
            "integer",
            "Of these, due this morning's day",
            unit="actions",
            source=_RECORDED,
            not_counted="actions overdue",
            words="Due today",
        ),
        Column(
            "n_days_overdue",
            "integer",
            "Calendar days since the due date; empty when the action is not overdue",
            unit="days",
            source=_RECORDED,
            not_counted="days before a later due date was agreed",
            words="Days overdue",
            is_nullable=True,
        ),
        Column(
            "n_mornings_overdue",
            "integer",
            "Huddle mornings after the due date, up to this one; by them an action goes to the lead, then to the chair",
            unit="mornings",
            source=_RECORDED,
            not_counted="days without a huddle; mornings before a later due date was agreed",
            words="Overdue, mornings",
            is_nullable=True,
        ),
        Column(
            "n_mornings_carried",
            "integer",
            "Huddle mornings after the one it was opened on, up to this one or its closing",
            unit="mornings",
            source=_RECORDED,
            not_counted="days without a huddle (huddle_weekdays in data/reference/policy.csv)",
            words="Mornings carried",
            is_nullable=True,
        ),
        Column(
            "n_history",
            "integer",
            "What was recorded of the action, its opening included",
            unit="entries",
            source=_RECORDED,
            not_counted=_ERASED_COUNT,
            words="History",
        ),
        Column(
            "n_opened",
            "integer",
            "Actions opened this morning",
            unit="actions",
            source=_RECORDED,
            not_counted=_LATER,
            words="Opened this morning",
        ),
        Column(
            "n_closed",
            "integer",
            "Actions closed this morning: done, could not, or dropped",
            unit="actions",
            source=_RECORDED,
            not_counted="actions handed over, which stay open with their new owner",
            words="Closed this morning",
        ),
        Column(
            "n_open",
            "integer",
            "Actions open now, whenever they were opened",
            unit="actions",
            source=_RECORDED,
            not_counted=_LATER,
            words="Open now",
        ),
    ),
)

MEETING = Table(
    name="meeting",
    grain="one row per morning: what the bar of the meeting and the strip above each page count",
    key=("as_of_date",),
    columns=(
        Column("as_of_date", "date", "The huddle's date"),
        Column(
            "n_feeds_late",
            "integer",
            "Feeds whose newest record is older than the feed's limit",
            unit="feeds",
            source="published table feeds",
            not_counted="feeds of which nothing came: those are not collected",
            words="Late",
        ),
        Column(
            "n_feeds_not_current",
            "integer",
            "Feeds that are late or not collected, of those expected or that came",
            unit="feeds",
            source="published table feeds",
            not_counted="feeds that nobody expects and of which nothing came",
            words="Feeds not current",
        ),
        Column(
            "n_locations",
            "integer",
            "High-response locations on this morning's list",
            unit="places",
            source="published table locations",
            not_counted="places beyond the length of the list (n_locations in the policy)",
            words="High-response locations",
        ),
        Column(
            "n_signals",
            "integer",
            "Signals that passed the test this morning",
            unit="signals",
            source="published table signals",
            not_counted="what is less surprising than the line of the week",
            words="Signals",
        ),
        Column(
            "n_results",
            "integer",
            "Actions at places that were done within the last year, by what came of them",
            unit="actions",
            source="published table action_results",
            not_counted="actions without a place, and those that could not be done or were dropped",
            words="Actions done",
        ),
        Column(
            "n_asks_open",
            "integer",
            "What one agency asked of another and is neither answered nor taken back, whenever it was asked",
            unit="asks",
            source="asks as recorded in the operations database",
            not_counted="what was only said aloud; resource gaps, property and notices",
            words="Asks open",
        ),
        Column(
            "n_agencies_present",
            "integer",
            "Agencies that the roll call has as here",
            unit="agencies",
            source="the roll call of this morning",
            not_counted="people; agencies that came or left without anybody noting it",
            words="Agencies present",
        ),
        Column(
            "part_seconds",
            "integer",
            "How long the meeting has been at a part, all its visits together, beside the time planned for it",
            unit="seconds, told as minutes and seconds",
            source="the chair's steps, by the clock of the machine that serves the board",
            not_counted="what was said of the part while another was on",
            words="Time of a part",
        ),
        Column(
            "n_changes",
            "integer",
            "Places that came on the list, left it, moved, split or were merged since the morning before",
            unit="changes",
            source="published table list_changes",
            not_counted="places that only changed their number",
            words="Changes",
        ),
    ),
)

_OPERATION = "operations as recorded in the operations database"

ORDINANCE = Table(
    name="ordinance",
    grain="one row per operation under the Encampment Ordinance, as its checklist stands now",
    key=("operation_id",),
    columns=(
        Column("operation_id", "text", "The operation's lasting id", source=_OPERATION),
        Column(
            "n_missing",
            "integer",
            "Conditions of the gate that do not hold now, or did not at the removal",
            unit="conditions",
            source=_OPERATION,
            not_counted="what the City's own text may ask beyond the plain words of ours",
            words="Conditions missing",
        ),
        Column(
            "left_seconds",
            "integer",
            "What is left of the clock of a notice: elapsed hours, whatever the clocks on the wall do",
            unit="seconds, told as hours and minutes",
            source="the notice's stated time, by the clock of the machine that serves the board",
            not_counted="the time between the notice and its recording, which both stand beside the step",
            words="Time left",
        ),
        Column(
            "n_tags",
            "integer",
            "Tags in the register of stored property, those returned or disposed of too",
            unit="tags",
            source="the register of stored property in the operations database",
            not_counted="people; property that nobody gave a tag",
            words="Tags",
        ),
    ),
)

AGENDA_ITEMS = Table(
    name="agenda",
    grain="one row per item of the morning's agenda, in the order of the meeting",
    key=("item_no",),
    columns=(
        Column(
            "item_no",
            "integer",
            "Order of the items through the whole meeting",
            unit=NO_UNIT,
            source="dashboard.huddle",
            not_counted=NOT_A_COUNT,
            words="Item",
        ),
        Column(
            "part_no",
            "integer",
            "Which of the seven parts of the meeting",
            unit=NO_UNIT,
            source="dashboard.huddle",
            not_counted=NOT_A_COUNT,
            words="Part",
        ),
        Column("part_title", "text", "The part's title", source="dashboard.huddle"),
        Column(
            "kind",
            "text",
            "What the item is: summary, feed, signal, change of the list, location, action or its result",
        ),
        Column("text", "text", "The item in the words of the room"),
        Column(
            "location_id",
            "text",
            "The place's lasting id; empty when the item names no one place",
            source="geo.identity",
            is_nullable=True,
        ),
        Column(
            "number",
            "integer",
            "The place's number this morning; empty when it is not on the list",
            unit=NO_UNIT,
            source="geo.locations",
            not_counted=NOT_A_COUNT,
            is_nullable=True,
        ),
        Column("place_name", "text", "The place's name", source="geo.gazetteer", is_nullable=True),
        Column(
            "action_id", "text", "The action's lasting id; empty for other items", source=_RECORDED, is_nullable=True
        ),
        Column("owner_agency", "text", "The one agency that owns the action", source=_RECORDED, is_nullable=True),
        Column("due_date", "date", "The day it is due", source=_RECORDED, is_nullable=True),
        Column(
            "status",
            "text",
            "overdue, due today, open, handed over, done, could not or dropped, as of this morning",
            source=_RECORDED,
            is_nullable=True,
        ),
        ACTIONS.column("n_days_overdue"),
        ACTIONS.column("n_mornings_carried"),
    ),
)

MINUTES_LINES = Table(
    name="minutes",
    grain="one row per line of a closed huddle's minutes, in the order of the meeting",
    key=("part_no", "line_no"),
    columns=(
        AGENDA_ITEMS.column("part_no"),
        AGENDA_ITEMS.column("part_title"),
        MEETING.column("part_seconds"),
        Column(
            "planned_seconds",
            "integer",
            "How long the part is planned to last",
            unit="seconds",
            source="the order of the meeting",
            not_counted=NOT_A_COUNT,
            words="Planned",
        ),
        Column(
            "line_no",
            "integer",
            "Order of the lines within the part",
            unit=NO_UNIT,
            source="dashboard.huddle",
            not_counted=NOT_A_COUNT,
            words="Line",
        ),
        Column("text", "text", "The line in the words of the minutes", source=_RECORDED),
    ),
)

_AMONG = "geo.compared_ranks; among the places, or the zones, whose contacts may be told to the role on the screen"

COMPARED_RANKS = Table(
    name="compared_ranks",
    grain="one row per place, or per zone, of the page Complaint & need",
    key=("place_id",),
    feed_codes=("city311_legacy", "city311_new", "open311", "outreach"),
    columns=(
        Column("place_id", "text", "The place's or the zone's lasting id"),
        Column(
            "rank_by_tickets",
            "integer",
            "1 has most residents' tickets; those that tie share their ranks, as 2 to 4",
            unit=NO_UNIT,
            source=_AMONG,
            not_counted="tickets by staff; places and zones that are not compared",
            words="Rank by tickets",
        ),
        Column(
            "rank_by_contacts",
            "integer",
            "1 has most contacts as released; all that are small share their ranks, whatever they are",
            unit=NO_UNIT,
            source=_AMONG,
            not_counted="counts that are hidden for another's sake; places and zones that are not compared",
            words="Rank by contacts",
        ),
    ),
)

WALK_THROUGHS = Table(
    name="walk_throughs",
    grain="one row per walk-through recorded up to the morning",
    key=("walk_through_id",),
    columns=(
        Column("walk_through_id", "text", "The walk-through's lasting id", source=_WALKED),
        Column(
            "n_sharps",
            "integer",
            "Sharps that an agency saw when it walked the place, at the time it states; 0 is none seen",
            unit="sharps",
            source=_WALKED,
            not_counted="what nobody walked by to see; no sum is made, because two may see the same sharps",
            words="Seen on a walk-through",
        ),
    ),
)
