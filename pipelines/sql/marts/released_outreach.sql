-- One row per measure of the outreach log and place, zone or the city, as disclosure lets it be told to everybody
-- together. Why decided here: what earlier mornings told decides with it, and each build lands what it told (0059).
select
    level,
    location_id,
    measure_code,
    measure_name,
    column_class,
    n_events,
    blank
from int_outreach__released
