-- One row per thing asked for and not to be had, and part of the day. Why raw: geo.disclosure releases them, no page.
select
    measure_code,
    column_class,
    part_words,
    n_events,
    blank
from gap_hours
order by measure_code, begins_hour
