-- One row per measure, whole city, still to go through disclosure. Why: safety overnight, minute 1 to 3.
select
    measure_code,
    measure_name,
    column_class,
    n_events,
    blank
from city_outreach
order by column_class, measure_code
