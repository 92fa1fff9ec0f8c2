-- One row: the line that a signal must pass this week, and what of the stream's past it rests on.
select
    $signal_alerts_a_year::double as alerts_a_year,
    calibrated_to_date::date as calibrated_to_date,
    least_surprise::double as least_surprise,
    n_alerts_replayed::bigint as n_alerts_replayed,
    n_days_replayed::bigint as n_days_replayed,
    $signal_min_replay_days::bigint as min_days_replayed,
    least_surprise is not null as is_set
from int_signals__calibrated
