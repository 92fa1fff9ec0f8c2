-- One row per ticket opened in the lookback, with its zone. Why `none`: a ticket without a usable place still counts.
-- An incident is counted where and when its first ticket of the lookback was opened, so that zones add up to the city.
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
        lat
    from int_tickets__seen
    where opened_at >= $lookback_start_at
),

places as materialized (
    select
        coordinates.lon,
        coordinates.lat,
        zones.zone_id
    from int_coordinates__settled as coordinates
    inner join int_coordinates__zoned as zones
        on coordinates.x_m = zones.x_m and coordinates.y_m = zones.y_m
    where coordinates.is_in_city
),

tickets as (
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
        incidents.incident_id
    from recent
    left join places on recent.lon = places.lon and recent.lat = places.lat
    left join int_incidents__merged as incidents
        on recent.feed_code = incidents.feed_code and recent.ticket_id = incidents.ticket_id
)

select
    feed_code,
    ticket_id,
    category_code,
    category_name,
    is_ranked,
    reporter_group,
    channel_name,
    opened_at,
    lon,
    lat,
    zone_id,
    incident_id is not null
    and row_number() over (partition by incident_id order by opened_at, feed_code, ticket_id) = 1
        as is_first_of_incident
from tickets
