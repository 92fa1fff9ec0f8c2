"""What holds for every closing text, however it is written."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.readers.sharps_texts import How, Reading, read_closing_text
from pipelines.readers.sharps_words import LARGEST_COUNT

WORDS = st.sampled_from(
    ["recovered", "found", "unable", "to", "locate", "syringe", "syringes", "needles", "no", "0", "1", "2", "17", "two",
     "one", "hundred", "and", "of", "the", "a", "report", "reported", "police", "we", "it", "them", "all", "total",
     "more", "additional", "approximately", "several", "-", "~", "+", ".", ",", "picked", "up", "were", "not", "by",
     "from", "for", "evidence", "drug", "use", "3rd", "1,200", "9.5", "12/8", "none", "if", "left", "another", "both"]
)  # fmt: skip
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
ODD = st.sampled_from(["\ufffd", "\x00", "\u200b", "\u00a0", "\t", "\r", "\n", "  ", "\x85"])
COUNTS = st.integers(min_value=2, max_value=LARGEST_COUNT)


@given(text=st.one_of(st.text(max_size=300), SENTENCES))
@example("½ syringes recovered")
@example("٣ syringes recovered")
@example("² needles")
def test_any_text_is_read_as_a_number_or_as_unknown_with_a_reason(text):
    reading = read_closing_text(text)

    assert isinstance(reading.how, How)
    assert reading.n_collected is None or 0 <= reading.n_collected <= LARGEST_COUNT
    assert (reading.n_collected == 0) == (reading.how is How.NONE_FOUND)


@given(text=SENTENCES, odd=ODD)
def test_blanks_case_and_odd_characters_between_words_change_nothing(text, odd):
    plain = read_closing_text(text)

    assert read_closing_text(f"{odd}{text.replace(' ', f' {odd}')}{odd}") == plain
    assert read_closing_text(text.replace(" ", odd)) == plain
    assert read_closing_text(text.upper()) == plain


@given(text=SENTENCES)
def test_the_systems_own_line_before_a_text_changes_nothing(text):
    plain = read_closing_text(text)

    assert read_closing_text(f"Case Closed. Closed date : 2015-10-05 17:41:30.003 {text}") == plain
    assert read_closing_text(f"Case Closed. Closed date : Fri Apr 19 04:37:45 EDT 2024 {text}") == plain


@given(
    n=COUNTS,
    said=st.sampled_from(
        ["Report of {n} syringes.", "Responded to a report of {n} needles on the sidewalk",
         "Caller reports {n} needles", "{n} syringes reported at the corner.", "Resident said there were {n} needles",
         "Photo of {n} syringes attached", "Searched for {n} needles", "Complaint about {n} needles in the park"]
    ),
)  # fmt: skip
def test_a_number_that_is_only_reported_is_never_collected(n, said):
    assert read_closing_text(said.format(n=n)) == Reading(None, How.ONLY_REPORTED)


@given(reported=COUNTS, n=COUNTS)
def test_what_was_collected_is_read_whatever_was_reported(reported, n):
    text = f"Responded to a report of {reported} syringes. Recovered {n} syringes."

    assert read_closing_text(text) == Reading(n, How.COLLECTED)


@given(first=st.integers(1, 4000), second=st.integers(1, 4000))
def test_two_numbers_are_added_only_where_the_text_tells_them_apart(first, second):
    joined = f"Recovered {first} syringes in the park and {second} syringes in the alley"
    apart = f"Recovered {first} syringes. Recovered {second} syringes."

    assert read_closing_text(joined) == Reading(first + second, How.COLLECTED_SUMMED)
    assert read_closing_text(apart) == Reading(None, How.SEVERAL_COUNTS)
