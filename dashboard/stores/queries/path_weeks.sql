-- One row per measure of the path of help and week, still to go through disclosure.
select
    part_code,
    week_date,
    measure_code,
    column_class,
    n_events,
    blank,
    is_begun
from path_weeks
order by week_date nulls last, measure_code
