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
    try_cast(landed.naloxone_doses as integer) as n_naloxone_doses,
    -- Tells whether a row handed in again says anything new; pipelines.readers.log_draft.known_rows digests alike.
    sha256(concat_ws(
        chr(31),
        coalesce(trim(regexp_replace(landed.record_id, '\s+', ' ', 'g')), ''),
        coalesce(strftime(landed.opened_stamp, '%Y-%m-%d %H:%M:%S'), ''),
        coalesce(trim(regexp_replace(landed.place_text, '\s+', ' ', 'g')), ''),
        coalesce(cast(landed.lon as varchar), ''),
        coalesce(cast(landed.lat as varchar), ''),
        coalesce(trim(regexp_replace(landed.team, '\s+', ' ', 'g')), ''),
        coalesce(landed.lead, ''),
        coalesce(landed.co_response_outcome, ''),
        coalesce(landed.shelter_offer, ''),
        coalesce(landed.treatment_offer, ''),
        coalesce(landed.transport_offer, ''),
        coalesce(landed.storage_offer, ''),
        coalesce(landed.decline_reason, ''),
        coalesce(landed.referral_to, ''),
        coalesce(landed.referral_outcome, ''),
        coalesce(landed.sharps_collected, ''),
        coalesce(landed.naloxone_doses, '')
    )) as values_digest
from raw_outreach__contacts as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
