-- One row per place, zone or the city and measure, as it may be told. Why: no screen reads a raw count of outreach.
select
    level,
    location_id,
    measure_code,
    measure_name,
    column_class,
    n_events,
    blank
from released_outreach
order by level, location_id, column_class, measure_code
