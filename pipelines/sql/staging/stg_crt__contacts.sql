-- One row per contact logged on a phone of which anything is told, as it was handed over. Reads; no rule: which of them
-- the morning may know is for the next model. The columns are those of stg_outreach__contacts; the log holds no person.
select
    contact_id,
    contact_at::timestamptz as contact_at,
    place_text,
    lon,
    lat,
    lead,
    co_response_outcome,
    shelter_offer,
    treatment_offer,
    transport_offer,
    storage_offer,
    decline_reason,
    null::varchar as referral_outcome,
    sharps_collected::integer as n_sharps_collected,
    naloxone_doses::integer as n_naloxone_doses
from raw_crt__huddle_contacts
where status_code = 'told'
