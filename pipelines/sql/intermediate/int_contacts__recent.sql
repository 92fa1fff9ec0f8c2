-- One row per contact of the lookback: only these are counted, so only these need a place.
select
    contact_id,
    place_text,
    lon,
    lat
from int_contacts__seen
where contact_at >= $lookback_start_at
