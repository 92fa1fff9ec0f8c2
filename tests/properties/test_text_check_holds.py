from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.huddle.text_check import FindingKind, check_text, decided_fact, kept_kinds, stigmatising_words
from geo.frames import row_dicts
from pipelines.settings import load_reference, project_paths

MORNING = date(2015, 11, 10)
WORDS = stigmatising_words(row_dicts(load_reference(project_paths({}).reference_dir, "stigmatising_words")))
PIECES = (
    "617-555-0123", "jo@example.org", "DOB 3/14/85", "client John Smith", "addict", "the homeless", "swept the tents",
    "Clean up", "resident", "pt.", "Mr.", "3/1/85", "+1", "@", "-", "named", "J.", "at the gate", "é", "\u2026", "\n",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    st.text(max_size=60),
)
plain = st.lists(st.sampled_from(("at", "the", "gate", "by", "noon", "twice")), max_size=5).map(" ".join)
phones = st.builds(
    lambda area, mid, last, sep: f"{area}{sep}{mid}{sep}{last}",
    st.integers(200, 999),
    st.integers(200, 999),
    st.integers(1000, 9999),
    st.sampled_from(("-", ".", " ", "")),
)
kinds = st.sets(st.sampled_from(list(FindingKind)))


@given(text=texts)
def test_every_finding_is_a_piece_of_the_text_and_those_of_one_kind_never_overlap(text: str) -> None:
    findings = check_text(text, huddle_date=MORNING, words=WORDS)

    for finding in findings:
        assert finding.found
        assert finding.found == text[finding.start : finding.end]
    for kind in FindingKind:
        spans = [(finding.start, finding.end) for finding in findings if finding.kind == kind]
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))
    assert findings == sorted(findings, key=lambda each: (each.start, each.end, each.kind))


@given(before=plain, number=phones, after=plain)
def test_a_telephone_number_is_found_wherever_it_stands(before: str, number: str, after: str) -> None:
    findings = check_text(f"{before} {number} {after}", huddle_date=MORNING, words=WORDS)

    assert [(each.kind, each.found) for each in findings] == [(FindingKind.PHONE, number)]


@given(kept=kinds, before=kinds)
def test_what_was_decided_holds_every_kind_once_and_no_other_word(
    kept: set[FindingKind], before: set[FindingKind]
) -> None:
    facts = decided_fact(kept=kept, found_before=before)

    assert set(kept_kinds(facts)) == kept
    told = facts.get("text_check", "").replace("changed:", "").replace("kept:", "").replace(",", " ").split()
    assert sorted(told) == sorted(kept | before)
