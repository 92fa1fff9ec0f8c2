-- One row per ranked category: the line that its signals must pass this week, and what of its past it rests on.
select
    lines.category_code,
    categories.category_name,
    lines.alerts_a_year,
    lines.calibrated_to_date::date as calibrated_to_date,
    lines.least_surprise::double as least_surprise,
    lines.n_alerts_replayed::bigint as n_alerts_replayed,
    lines.n_days_replayed,
    $signal_min_replay_days::bigint as min_days_replayed,
    lines.least_surprise is not null as is_set
from int_signals__calibrated as lines
inner join ref_categories as categories on lines.category_code = categories.category_code
order by lines.alerts_a_year desc, lines.category_code asc
