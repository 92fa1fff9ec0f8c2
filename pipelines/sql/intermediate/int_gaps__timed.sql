-- One row per thing asked for and not to be had, with the local hour of the contact: a resource gap, not a decline.
with

offers as (
    select
        contact_id,
        'offer_shelter_unavailable' as measure_code,
        shelter_offer as answer
    from int_contacts__seen
    union all
    select
        contact_id,
        'offer_treatment_unavailable' as measure_code,
        treatment_offer as answer
    from int_contacts__seen
    union all
    select
        contact_id,
        'offer_transport_unavailable' as measure_code,
        transport_offer as answer
    from int_contacts__seen
    union all
    select
        contact_id,
        'offer_storage_unavailable' as measure_code,
        storage_offer as answer
    from int_contacts__seen
)

select
    offers.contact_id,
    offers.measure_code,
    hour(timezone('America/New_York', contacts.contact_at)) as contact_hour
from offers
inner join int_contacts__seen as contacts on offers.contact_id = contacts.contact_id
where offers.answer = 'unavailable' and contacts.contact_at >= $lookback_start_at
