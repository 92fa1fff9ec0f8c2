-- One row per zone and measure, still to go through disclosure. Why: what was done in each part of the city.
select
    zone_id,
    measure_code,
    measure_name,
    column_class,
    n_events,
    blank
from zone_outreach
order by zone_id, column_class, measure_code
