-- One row per location: the counts of the lookback, ranked categories only.
-- Why incidents apart: distinct texts are counted over the lookback's tickets alone, not over all years. Why the newest
-- ticket may have to be looked for: a place can be quiet for longer than the tickets at hand reach back.
with

tickets as (
    select
        location_id,
        count(*) filter (where is_in_lookback) as n_tickets,
        count(*) filter (where is_in_lookback and reporter_group = 'residents') as n_tickets_residents,
        count(*) filter (where is_in_lookback and reporter_group = 'staff') as n_tickets_staff,
        count(*) filter (where is_open and not is_gone) as n_open_tickets,
        max(days_since(opened_at, $as_of_at)) filter (where is_open and not is_gone)
            as oldest_open_days,
        max(opened_at) as newest_ticket_at
    from int_tickets__located
    where is_ranked
    group by location_id
),

incidents as (
    select
        location_id,
        incident_id,
        bool_or(opened_at >= $week_start_at) as is_in_week
    from int_tickets__located
    where is_ranked and is_in_lookback
    group by location_id, incident_id
),

counts as (
    select
        location_id,
        count(*) as n_incidents,
        count(*) filter (where is_in_week) as n_incidents_7d
    from incidents
    group by location_id
),

quiet_coordinates as materialized (
    select
        members.location_id,
        settled.lon,
        settled.lat
    from int_coordinates__mapped as settled
    inner join int_locations__members as members on settled.x_m = members.x_m and settled.y_m = members.y_m
    where settled.is_in_city and members.location_id not in (select tickets.location_id from tickets)
),

quiet as (
    select
        coordinates.location_id,
        max(seen.opened_at) as newest_ticket_at
    from int_tickets__mapped as seen
    inner join quiet_coordinates as coordinates on seen.lon = coordinates.lon and seen.lat = coordinates.lat
    where seen.place_status = 'placed' and seen.is_ranked
    group by coordinates.location_id
)

select
    tickets.*,
    coalesce(counts.n_incidents, 0) as n_incidents,
    coalesce(counts.n_incidents_7d, 0) as n_incidents_7d
from tickets
left join counts on tickets.location_id = counts.location_id
union all
select
    location_id,
    0 as n_tickets,
    0 as n_tickets_residents,
    0 as n_tickets_staff,
    0 as n_open_tickets,
    null::integer as oldest_open_days,
    newest_ticket_at,
    0 as n_incidents,
    0 as n_incidents_7d
from quiet
