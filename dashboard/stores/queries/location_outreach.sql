-- One row per measure of one location, still to go through disclosure. Why: outreach beside complaints.
select
    location_id,
    measure_code,
    measure_name,
    column_class,
    n_events,
    blank
from location_outreach
order by location_id, column_class, measure_code
