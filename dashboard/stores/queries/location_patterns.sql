-- One row per location: its pattern. Why: a word on the list, a sentence and its test on the location's page.
select
    location_id,
    pattern_code,
    pattern_name,
    told_text,
    meaning_text,
    first_date,
    last_date,
    n_weeks,
    n_weeks_needed,
    n_hot_weeks,
    n_cold_weeks,
    n_cells_near,
    n_cells,
    line_p,
    last_gi_z,
    last_p,
    last_q,
    trend_z,
    trend_p
from location_patterns
order by location_id
