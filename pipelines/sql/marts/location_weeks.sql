-- One row per location and week, weeks without tickets included. A week is seven huddle days that end with the morning.
with

weeks as (
    select
        week_no,
        ($as_of_date - (7 * week_no)::integer)::date as week_start_date
    from (select unnest(generate_series(1, $history_weeks)) as week_no) as numbers
),

tickets as (
    select
        location_id,
        1 + ($as_of_date - huddle_date - 1) // 7 as week_no,
        incident_id,
        reporter_group
    from int_tickets__located
    where is_ranked
),

counts as (
    select
        location_id,
        week_no,
        count(*) as n_tickets,
        count(*) filter (where reporter_group = 'residents') as n_tickets_residents,
        count(*) filter (where reporter_group = 'staff') as n_tickets_staff,
        count(distinct incident_id) as n_incidents
    from tickets
    group by location_id, week_no
)

select
    places.location_id,
    weeks.week_start_date,
    coalesce(counts.n_tickets, 0) as n_tickets,
    coalesce(counts.n_tickets_residents, 0) as n_tickets_residents,
    coalesce(counts.n_tickets_staff, 0) as n_tickets_staff,
    coalesce(counts.n_incidents, 0) as n_incidents
from int_locations__carried as places
cross join weeks
left join counts on places.location_id = counts.location_id and weeks.week_no = counts.week_no
order by places.location_id, weeks.week_start_date
