-- One row per thing asked for and not to be had, with the local hour of the contact: a resource gap, not a decline.
select
    offers.contact_id,
    'offer_' || offers.offer_kind || '_unavailable' as measure_code,
    hour(timezone('America/New_York', contacts.contact_at)) as contact_hour
from int_offers__answered as offers
inner join int_contacts__seen as contacts on offers.contact_id = contacts.contact_id
where offers.answer = 'unavailable' and contacts.contact_at >= $lookback_start_at
