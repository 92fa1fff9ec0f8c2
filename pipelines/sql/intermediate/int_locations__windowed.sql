-- One row per location, ranked category, length of window and weeks since it ended, with incidents in it.
-- Why: today's numbers are compared with the same numbers of past weeks, counted by the same rule: incidents with a
-- ticket opened in the window.
with

windows as (
    select
        lengths.window_days,
        weeks.weeks_ago,
        7 * weeks.weeks_ago as last_age_days
    from (select unnest([7, $lookback_days]) as window_days) as lengths
    cross join (select unnest(range($range_history_days // 7)) as weeks_ago) as weeks
),

tickets as (
    select distinct
        location_id,
        category_code,
        incident_id,
        $as_of_date - huddle_date as age_days
    from int_tickets__located
    where is_ranked and huddle_date >= $as_of_date - $range_history_days::integer
)

select
    tickets.location_id,
    tickets.category_code,
    windows.window_days,
    windows.weeks_ago,
    count(distinct tickets.incident_id) as n_incidents
from tickets
inner join windows
    on
        tickets.age_days > windows.last_age_days
        and tickets.age_days <= windows.last_age_days + windows.window_days
group by tickets.location_id, tickets.category_code, windows.window_days, windows.weeks_ago
