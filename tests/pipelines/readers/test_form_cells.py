from __future__ import annotations

import pytest

from pipelines.readers.form_cells import holds_contact_details, in_one_spelling


@pytest.mark.parametrize(
    "text",
    ["call 617-555-0142", "(617) 555-0142", "617.555.0142 at night", "6175550142", "desk@example.org", "ask a.b@c.de"],
)
def test_a_telephone_number_or_a_mail_address_is_found_however_it_is_written(text):
    assert holds_contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bed desk",
        "774 Albany St, 02118",
        "2 @ Mass Ave / Melnea Cass Blvd",
        "Ticket 101003215587",
        "42.3601,-71.0589",
    ],
)
def test_an_office_a_place_or_a_ticket_is_no_contact_detail(text):
    assert not holds_contact_details(text)


@pytest.mark.parametrize("text", ["Heat advisory", "heat-advisory", "HEAT_ADVISORY", "heat \t- advisory"])
def test_a_word_has_one_spelling_whatever_stands_between_its_parts(text):
    assert in_one_spelling(text) == "heat_advisory"
