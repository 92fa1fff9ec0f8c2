-- One row per row landed from the outreach log. Renames and reads; no business rule. The log holds no person.
select
    landed.file_id,
    landed.row_number,
    landed.record_id as contact_id,
    timezone('America/New_York', landed.opened_stamp) as contact_at,
    landed.place_text,
    landed.lon,
    landed.lat,
    landed.lead,
    landed.co_response_outcome,
    landed.shelter_offer,
    landed.treatment_offer,
    landed.transport_offer,
    landed.storage_offer,
    landed.decline_reason,
    landed.referral_outcome,
    try_cast(landed.sharps_collected as integer) as n_sharps_collected,
    try_cast(landed.naloxone_doses as integer) as n_naloxone_doses
from raw_outreach__contacts as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
