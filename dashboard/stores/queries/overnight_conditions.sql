-- One row per public measure, in the reviewed order. Why: weather and free beds in the first minutes, for everybody.
select
    measure_code,
    measure_name,
    kind,
    unit,
    sort_no,
    measured,
    word_code,
    as_at,
    source,
    late_after_hours,
    definition,
    not_counted,
    blank
from overnight_conditions
order by sort_no
