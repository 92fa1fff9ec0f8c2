-- One row per measure of a health source, still to go through disclosure. Why: safety overnight, for who may see it.
select
    measure_code,
    measure_name,
    kind,
    unit,
    sort_no,
    column_class,
    n_events,
    as_at,
    source,
    late_after_hours,
    definition,
    not_counted,
    blank
from overnight_counts
order by sort_no
