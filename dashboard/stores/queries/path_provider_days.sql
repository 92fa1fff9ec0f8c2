-- One row per step, provider and day, still to go through disclosure. Why all days: each is a part of a sum.
select
    measure_code,
    column_class,
    provider_code,
    provider_words,
    huddle_date,
    n_events,
    blank,
    is_begun
from path_provider_days
order by huddle_date, provider_code, measure_code
