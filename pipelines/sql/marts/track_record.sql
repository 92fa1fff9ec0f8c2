-- One row per category (and all ranked ones together), horizon, measure and method: what the list of each morning of
-- the last weeks would have held of what then came. Why: nobody should follow a list that a plain count would match.
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
from int_list__judged
