-- One row per ticket opened in the lookback, with its zone. Why `none`: a ticket without a usable place still counts.
-- An incident is counted where and when its first ticket of the lookback was opened, so that zones add up to the city.
-- That is the ticket it is named by, but for the few that began before the lookback: only these are looked at again.
with

recent as materialized (
    select
        feed_code,
        ticket_id,
        category_code,
        category_name,
        is_ranked,
        reporter_group,
        channel_name,
        opened_at,
        case when place_status = 'placed' then lon end as lon,
        lat,
        incident_id,
        coalesce(incident_id = feed_code || ' ' || ticket_id, false) as is_leader
    from int_tickets__assigned
    where opened_at >= $lookback_start_at
),

leaders as (
    select incident_id
    from recent
    where is_leader
),

-- An incident takes no ticket later than its window: one whose first ticket is not here has its others at the start.
begun_before as (
    select
        incident_id,
        min((opened_at, feed_code, ticket_id)) as first_of_lookback
    from recent
    where
        not is_leader
        and opened_at < $lookback_start_at + to_microseconds(($incident_window_hours * 3600000000)::bigint)
        and incident_id not in (select leaders.incident_id from leaders)
    group by incident_id
),

places as materialized (
    select
        coordinates.lon,
        coordinates.lat,
        zones.zone_id
    from int_coordinates__mapped as coordinates
    inner join int_coordinates__zoned as zones
        on coordinates.x_m = zones.x_m and coordinates.y_m = zones.y_m
    where coordinates.is_in_city
)

select
    recent.feed_code,
    recent.ticket_id,
    recent.category_code,
    recent.category_name,
    recent.is_ranked,
    recent.reporter_group,
    recent.channel_name,
    recent.opened_at,
    recent.lon,
    recent.lat,
    coalesce(places.zone_id, 'none') as zone_id,
    recent.is_leader
    or coalesce((recent.opened_at, recent.feed_code, recent.ticket_id) = begun_before.first_of_lookback, false)
        as is_first_of_incident
from recent
left join places on recent.lon = places.lon and recent.lat = places.lat
left join begun_before on recent.incident_id = begun_before.incident_id
