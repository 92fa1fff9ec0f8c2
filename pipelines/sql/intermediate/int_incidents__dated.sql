-- One row per incident of a ranked category begun in the days that signals are told from, with its huddle day.
-- Why so far back: every replayed morning needs a year of its own before it.
with

begun as (
    select
        incident_id,
        any_value(category_code) as category_code,
        any_value(x_m) as x_m,
        any_value(y_m) as y_m,
        any_value(began_at) as began_at,
        coalesce(sum(n_tickets) filter (where reporter_group = 'residents'), 0)::bigint as n_tickets_residents,
        coalesce(sum(n_tickets) filter (where reporter_group = 'staff'), 0)::bigint as n_tickets_staff
    from int_incidents__damped
    where
        began_at >= timezone(
            'America/New_York',
            (
                $as_of_date
                - ($signal_replay_days + $signal_history_days + $signal_apart_days + 7)::integer
            )::timestamp
        )
    group by incident_id
)

select
    incident_id,
    category_code,
    x_m,
    y_m,
    (timezone('America/New_York', began_at) - to_hours($huddle_day_starts_hour))::date as huddle_date,
    n_tickets_residents,
    n_tickets_staff
from begun
order by incident_id
