-- One row per contact before the morning, whether a log was handed in or it was logged on a phone.
-- Why here: from here on nothing asks any more which way it came. Of what was logged on a phone there is one version,
-- the newest: one that was withdrawn or erased must be gone from every morning.
select
    contact_id,
    contact_at,
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
    referral_outcome,
    n_sharps_collected,
    n_naloxone_doses,
    engaged,
    retained_1d,
    retained_7d,
    retained_30d,
    navigation,
    navigation_provider,
    transport,
    transport_provider
from (
    select *
    from int_contacts__filed
    union all by name
    select *
    from stg_crt__contacts
    where contact_at < $as_of_at
) as contacts
