-- One row per cell of the city's grid and week in which incidents of ranked categories began there.
-- Why: what is hot is told from counts a week. Weeks are seven huddle days; the last ends with the last day that a 311
-- feed holds in full, because a day cut in half by an export would read as a fall.
with

held as (
    select max(last_full_date) as last_full_date
    from int_feeds__covered
),

begun as (
    select
        incidents.x_m,
        incidents.y_m,
        held.last_full_date - incidents.huddle_date as age_days
    from int_incidents__dated as incidents
    cross join held
    where
        incidents.huddle_date <= held.last_full_date
        and incidents.huddle_date > held.last_full_date - (7 * $history_weeks)::integer
)

select
    floor(x_m / $track_cell_m)::bigint as column_no,
    floor(y_m / $track_cell_m)::bigint as row_no,
    age_days // 7 as weeks_ago,
    count(*) as n_incidents
from begun
group by column_no, row_no, weeks_ago
