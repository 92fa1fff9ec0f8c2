from __future__ import annotations

import html
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.components import meeting
from dashboard.huddle.actions import open_actions
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.events import ActionStatus
from tests.support.kept_record import book_of, events_of
from tests.support.published_build import AS_OF_DATE, N_LOCATIONS, location_id
from tests.support.recorded_actions import DUE_TODAY, LATER, OVERDUE
from tests.support.screen import map_arguments, open_page, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from dashboard.huddle.actions import Action
    from pipelines.settings import Paths
    from tests.support.standing_builds import OwnRecord


@pytest.fixture
def published(own_morning: Paths) -> Paths:
    return own_morning


def _choose_role(screen: AppTest, role_code: str) -> AppTest:
    return screen.selectbox(key="role_code").select(role_code).run()


def _field(screen: AppTest, kind: str, prefix: str) -> object:
    return next(widget for widget in getattr(screen, kind) if str(widget.key).startswith(prefix))


def _fill_in(screen: AppTest, what: str = "Walk the square at 05:30") -> AppTest:
    _field(screen, "selectbox", "place:").select(location_id(2))
    _field(screen, "text_area", "what:").input(what)
    _field(screen, "selectbox", "owner:").select("public_works")
    _field(screen, "text_input", "know:").input("A count at noon")
    return screen


def _say(screen: AppTest, action_id: str, choice: str) -> AppTest:
    control = next(group for group in screen.button_group if str(group.key).startswith(f"happened:{action_id}"))
    return control.set_value(choice).run()


def test_the_parts_stand_in_meeting_order(published: Paths) -> None:
    heads = [head.value for head in open_page().header]

    assert [head.partition(" ")[0] for head in heads] == ["1", "2", "3", "4", "5", "6", "7"]
    assert "Data health" in heads[0]
    assert "Carried-over" in heads[2]


def test_the_list_and_the_map_have_the_same_numbers_and_each_place_links_to_its_page(published: Paths) -> None:
    screen = open_page()

    links = [link.proto for link in screen.get("page_link") if "location=" in link.proto.query_string]
    listed = [link.query_string for link in links if not link.label.startswith(("Place", "Open number"))]
    assert listed == [f"location={location_id(number)}" for number in range(1, N_LOCATIONS + 1)]
    layer = map_arguments(screen)["feature_group"]
    # One more for the signal at a place that is not on the list.
    assert layer.count('"Point"') == N_LOCATIONS + 1


def test_what_changed_tells_each_signal_and_leads_to_its_place(published: Paths) -> None:
    screen = open_page()
    text = text_of(screen)

    assert "2 signals passed the test this morning; the team's budget is 26 signals a year." in html.unescape(text)
    assert "7 incidents within 100 m in 5 days where 0.9 are usual" in text
    labels = [link.proto.label for link in screen.get("page_link")]
    assert len([label for label in labels if label.startswith("Open number 5")]) == 1


def test_the_list_tells_its_changes_folded_because_no_test_says_they_matter(published: Paths) -> None:
    text = text_of(open_page())

    folded = text.partition("Against the list of")[2]
    assert folded.index("</summary>") < folded.index("◆")


def test_an_action_can_be_given_for_a_signal_at_a_place_that_is_not_listed(published: Paths) -> None:
    places = next(box for box in open_page().selectbox if box.label == "Place")

    assert sum(option.startswith("▲ signal") for option in places.options) == 1


def test_each_place_shows_reasons_and_the_terms_of_its_score_on_demand(published: Paths) -> None:
    text = text_of(open_page())

    assert "59 incidents in 28 days (66 tickets), 12 in the last 7." in text
    assert text.count("its rank comes about") == N_LOCATIONS
    assert text.count("Part of score</th>") == N_LOCATIONS


def test_overdue_actions_come_first_then_those_due_today(published: Paths) -> None:
    text = text_of(open_page())

    assert text.index("overdue 2 days") < text.index("■ due today") < text.index("□ due Fri 17 May")
    assert "Result" not in text.partition("4 · ")[0].partition("3 · ")[2].replace("Done at 14:00", "")


def test_small_counts_are_blanks_in_words_and_a_true_zero_shows(published: Paths) -> None:
    text = text_of(open_page())

    assert "fewer than 11</b> doses given" in text
    assert "fewer than 5</b> accepted" in text
    assert "<b>0</b> collected" in text


def test_a_feed_that_sent_nothing_is_not_collected_and_a_late_one_is_late(own_record: OwnRecord) -> None:
    own_record("empty")
    assert "Outreach: not collected" in text_of(open_page())

    own_record("stale")
    assert "Outreach: late" in text_of(open_page())


@pytest.mark.parametrize(("role_code", "is_shown"), [("recovery", True), ("district", False)])
def test_a_role_sees_outreach_only_where_the_table_says_so(published: Paths, role_code: str, *, is_shown: bool) -> None:
    text = text_of(_choose_role(open_page(), role_code))

    assert ("doses given" in text) is is_shown
    assert ("Outreach figures are not shown to this role" in text) is not is_shown


def test_the_council_sees_outreach_without_health_no_place_no_map_and_no_form(published: Paths) -> None:
    screen = _choose_role(open_page(), "council")

    text = text_of(screen)
    assert "doses given" not in text
    assert "Contacts" in text
    assert map_arguments(screen) == {}
    assert "Mill Square" not in text.replace("\\", "")
    assert "This role sees zones, not single places" in text
    assert "hot spot" not in text
    assert "usual here" not in text
    assert not screen.text_area


def test_a_figure_that_is_hidden_says_so_in_a_word_and_what_it_means_is_said_once(published: Paths) -> None:
    text = text_of(open_page())

    assert "cannot be worked out" not in text
    assert text.count("this number would give a small one away") == 1
    assert text.index("last 28 days: events, never people") < text.index('<ul class="crt-kinds">')


@pytest.mark.parametrize(("role_code", "is_told"), [("leadership", True), ("council", False)])
def test_the_limit_of_health_figures_is_told_to_those_who_see_them(
    published: Paths, role_code: str, *, is_told: bool
) -> None:
    screen = open_page()
    text = text_of(screen if role_code == "leadership" else _choose_role(screen, role_code))

    assert ("from health services below 11" in text) is is_told


def test_an_open_action_has_the_same_mark_on_the_list_and_on_its_card(published: Paths) -> None:
    text = text_of(open_page())

    assert "■ open" not in text
    assert text.count("■ due today") == 2


def test_an_action_is_recorded_with_its_place_owner_and_next_huddle_day(published: Paths) -> None:
    screen = _fill_in(open_page())
    _field(screen, "button", "record:").click()
    screen.run()

    opened = [action for action in book_of(published).actions.values() if action.opened_date == AS_OF_DATE]
    assert [action.what for action in opened] == ["Walk the square at 05:30"]
    assert opened[0].location_id == location_id(2)
    assert opened[0].due_date == AS_OF_DATE + timedelta(days=1)
    assert "Walk the square at 05:30" in text_of(screen)
    *before, recorded = events_of(published)
    assert recorded.seen_sequence_no == len(before)


def test_pressing_the_button_of_a_form_that_was_recorded_adds_nothing(published: Paths) -> None:
    screen = _fill_in(open_page())
    button = _field(screen, "button", "record:")
    button.click()
    screen.run()
    button.click()
    screen.run()

    assert sum(action.opened_date == AS_OF_DATE for action in book_of(published).actions.values()) == 1


def test_an_action_is_due_any_day_of_a_quarter_or_a_monday_later_and_the_next_huddle_is_proposed(
    published: Paths,
) -> None:
    due = _field(open_page(), "selectbox", "due:")

    assert due.value == AS_OF_DATE + timedelta(days=1)
    assert due.options[:2] == ["Tue 14 May", "Wed 15 May"]
    assert due.options[92:94] == ["Wed 14 Aug", "Mon 19 Aug"]
    assert due.options[-1] == "Mon 12 May 2025"


def test_an_action_without_an_owner_is_not_recorded_and_says_why(published: Paths) -> None:
    screen = open_page()
    _field(screen, "text_area", "what:").input("Walk the square")
    _field(screen, "button", "record:").click()
    screen.run()

    assert "Owner agency" in screen.error[0].value
    assert _field(screen, "text_area", "what:").value == "Walk the square"
    assert not any(action.opened_date == AS_OF_DATE for action in book_of(published).actions.values())


def _send(screen: AppTest) -> AppTest:
    _field(screen, "button", "record:").click()
    return screen.run()


def _new_actions(published: Paths) -> list[Action]:
    return [action for action in book_of(published).actions.values() if action.opened_date == AS_OF_DATE]


def test_what_the_check_finds_is_shown_and_not_recorded_and_what_was_typed_stays(published: Paths) -> None:
    screen = _send(_fill_in(open_page(), what="Call 617-555-0123"))

    assert "<b>“617-555-0123”</b> looks like a telephone number" in text_of(screen)
    assert "<mark>617-555-0123</mark>" in text_of(screen)
    assert _new_actions(published) == []

    screen = _field(screen, "button", "text_change:").click().run()

    assert _field(screen, "text_area", "what:").value == "Call 617-555-0123"
    assert "<mark>" not in text_of(screen)
    assert _new_actions(published) == []


def test_a_changed_text_is_recorded_with_the_fact_that_something_had_been_found(published: Paths) -> None:
    screen = _send(_fill_in(open_page(), what="Call 617-555-0123"))
    _field(screen, "text_area", "what:").input("Call the desk")
    screen = _send(screen)

    (action,) = _new_actions(published)
    assert action.what == "Call the desk"
    assert action.history[0].facts["text_check"] == "changed:phone"
    assert "<mark>" not in text_of(screen)


def test_a_text_recorded_as_written_says_so_in_its_facts_and_on_the_chairs_desk(published: Paths) -> None:
    screen = _send(_fill_in(open_page(role_code="chair"), what="Tell the addicts, 617-555-0123"))
    keep = _field(screen, "button", "text_keep:")
    screen = keep.click().run()
    keep.click()
    screen.run()

    (action,) = _new_actions(published)
    assert action.what == "Tell the addicts, 617-555-0123"
    assert action.history[0].facts["text_check"] == "kept:phone,stigmatising"
    assert "a telephone number, a word that hurts" in text_of(screen)
    assert _field(screen, "text_area", "what:").value == ""


def test_a_text_in_which_nothing_is_found_says_nothing_of_the_check(published: Paths) -> None:
    _send(_fill_in(open_page(), what="Walk the square"))

    (action,) = _new_actions(published)
    assert "text_check" not in action.history[0].facts


def test_an_overdue_action_is_closed_with_a_result_and_leaves_the_carried_ones(published: Paths) -> None:
    screen = _say(open_page(), OVERDUE, "Done")
    _field(screen, "text_input", "words:").input("Emptied at six; empty at noon")
    next(button for button in screen.button if button.label == "Record: done").click()
    screen.run()

    action = book_of(published).actions[OVERDUE]
    assert action.status == ActionStatus.DONE
    assert action.result == "Emptied at six; empty at noon"
    assert "overdue 2 days" not in text_of(screen)


def test_an_action_is_handed_over_with_a_new_owner_and_date(published: Paths) -> None:
    screen = _say(open_page(), DUE_TODAY, "Hand over")
    _field(screen, "selectbox", "to:").select("parks")
    _field(screen, "text_input", "words:").input("The block is park land")
    next(button for button in screen.button if button.label == "Record: hand over").click()
    screen.run()

    action = book_of(published).actions[DUE_TODAY]
    assert action.owner_agency_code == "parks"
    assert action.due_date == AS_OF_DATE + timedelta(days=1)


def test_an_action_gets_a_new_date_and_a_note_and_stays_open(published: Paths) -> None:
    screen = _say(open_page(), LATER, "New date")
    _field(screen, "text_input", "words:").input("The van is in repair")
    next(button for button in screen.button if button.label == "Record: new date").click()
    screen.run()
    screen = _say(screen, LATER, "Note")
    _field(screen, "text_input", "words:").input("The garage says Friday")
    next(button for button in screen.button if button.label == "Record: note").click()
    screen.run()

    action = book_of(published).actions[LATER]
    assert action.is_open
    assert action.due_date == AS_OF_DATE + timedelta(days=1)
    assert [entry.words for entry in action.history][1:] == ["The van is in repair", "The garage says Friday"]


def test_closing_without_a_result_is_refused(published: Paths) -> None:
    screen = _say(open_page(), OVERDUE, "Could not")
    next(button for button in screen.button if button.label == "Record: could not").click()
    screen.run()

    assert screen.error
    assert OVERDUE in {action.action_id for action in open_actions(book_of(published), on=AS_OF_DATE)}


def test_what_a_colleague_closed_meanwhile_is_refused_in_words(published: Paths) -> None:
    screen, other = open_page(), open_page()
    for each in (screen, other):
        _say(each, OVERDUE, "Done")
        _field(each, "text_input", "words:").input("Done by the crew")
    next(button for button in other.button if button.label == "Record: done").click()
    other.run()
    next(button for button in screen.button if button.label == "Record: done").click()
    screen.run()

    history = book_of(published).actions[OVERDUE].history
    assert len(history) == 2


def test_the_weekly_scan_is_a_second_opinion_and_says_what_it_does_not_mean(published: Paths) -> None:
    text = text_of(open_page())

    assert "A second opinion, of Mon 13 May: the space-time permutation scan of 4,380 incidents in 1 categories" in text
    assert "which real tickets pass about once a week" in text


def test_the_numbers_of_the_list_are_defined_in_place(published: Paths) -> None:
    text = text_of(open_page())

    assert "Weighted incidents a day, recent ones counting more" in text
    assert "Not counted: tickets without a usable place" in text


def test_the_map_asks_this_app_and_nobody_else_and_stays_small(published: Paths) -> None:
    sent = map_arguments(open_page())

    assert all(link.startswith("../../app/static/vendor/") for link in [*sent["js_links"], *sent["css_links"]])
    assert "https://" not in sent["script"] + sent["feature_group"] + sent["header"]
    assert len(sent["script"]) + len(sent["feature_group"]) < 150_000


def test_the_first_minute_says_which_stream_is_silent_and_which_topic_moved(own_record: OwnRecord) -> None:
    own_record("full")

    text = text_of(open_page("huddle"))

    assert "▲ Silent</span> Needles, City 311 (legacy system): silent since 11 May 2024" in text
    assert "▲ silent stream" in text
    assert "Moved to the 2025 system: Litter &amp; &lt;b&gt;Debris&lt;/b&gt; (Fri 15 Mar)." in text


def test_where_nothing_is_silent_the_first_minute_does_not_speak_of_silence(own_record: OwnRecord) -> None:
    own_record("empty")

    assert "silent" not in text_of(open_page("huddle")).lower()


def test_each_place_of_the_list_says_what_is_usual_there_and_its_pattern(own_record: OwnRecord) -> None:
    own_record("full")
    text = text_of(open_page("huddle"))

    assert text.count("in 7 days, <b>above the usual 2 to 6</b>") == 1
    assert text.count("in 7 days, too little past to say what is usual") == 1
    assert text.count("in 7 days, <b>below the usual 2 to 6</b>") == 1
    assert text.count("in 7 days, usual here 2 to 6") == 9
    assert text.count("<span>intensifying hot spot</span>") == 1
    assert text.count("<span>no pattern</span>") == 10


def test_no_mark_says_the_word_with_which_its_line_begins() -> None:
    # "▲ Escalated Escalated to the lead of …": the words are the line's, the mark is a shape, or a word of its own.
    shapes = (ItemKind.CAME_BACK, ItemKind.ESCALATED, ItemKind.FEEDBACK_ESCALATED, ItemKind.BUILD_FAILED)

    assert [meeting.mark_of(kind) for kind in shapes] == [("▲", True)] * 4


@pytest.mark.usefixtures("published")
def test_the_meeting_hears_what_came_of_actions_and_what_came_back() -> None:
    text = text_of(open_page())

    assert (
        "Did it work? 4 actions done at places within the year: 1 fewer than comparable places, 1 moved nearby" in text
    )
    assert "▲</span> Mill Square: Came back 47 days after what Parks" in text
    assert "Mill Square: Done by Parks" in text
