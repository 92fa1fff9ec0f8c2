-- One row per location, ranked category, length of window and weeks since it ended, with incidents in it.
-- Why: today's numbers are compared with the same numbers of past weeks, counted by the same rule: incidents with a
-- ticket opened in the window. An incident is over within a day, so that a window of seven days or more that begins
-- before its newest ticket and ends after its oldest one holds one of them.
with

windowed as (
    select
        spans.location_id,
        spans.category_code,
        spans.n_incidents,
        lengths.window_days,
        unnest(
            range(
                (greatest(spans.newest_age_days - lengths.window_days, 0) + 6) // 7,
                least((spans.oldest_age_days - 1) // 7 + 1, $range_history_days // 7)
            )
        ) as weeks_ago
    from int_locations__spanned as spans
    cross join (select unnest([7, $lookback_days]) as window_days) as lengths
)

select
    location_id,
    category_code,
    window_days,
    weeks_ago,
    sum(n_incidents)::bigint as n_incidents
from windowed
group by location_id, category_code, window_days, weeks_ago
