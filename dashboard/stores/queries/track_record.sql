-- One row per category, horizon, measure and method. Why: a page that judges the list shows every method beside it.
select
    category_code,
    category_name,
    horizon_days,
    measure_code,
    method_code,
    value,
    value_low,
    value_high,
    ratio_to_plain,
    ratio_low,
    ratio_high,
    n_weeks,
    n_mornings,
    n_incidents,
    verdict_code,
    told_text
from track_record
order by category_code != 'all' asc, category_name asc, horizon_days desc, measure_code asc, method_code asc
