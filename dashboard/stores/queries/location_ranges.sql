-- One row per location, length of window and category. Why: no count of a place stands without what is usual there.
select
    location_id,
    category_code,
    window_days,
    n_incidents,
    n_expected,
    n_low,
    n_high,
    n_past_days,
    n_days_held,
    standing,
    told_text
from location_ranges
order by location_id, window_days, category_code
