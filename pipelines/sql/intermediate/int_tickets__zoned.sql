-- One row per ticket opened in the lookback, with its zone. Why `none`: a ticket without a usable place still counts.
-- An incident is counted where and when its first ticket of the lookback was opened, so that zones add up to the city.
with

tickets as (
    select
        seen.feed_code,
        seen.ticket_id,
        seen.category_code,
        seen.category_name,
        seen.opened_at,
        coalesce(zones.zone_id, 'none') as zone_id,
        incidents.incident_id
    from int_tickets__seen as seen
    left join int_coordinates__settled as coordinates
        on
            seen.place_status = 'placed'
            and coordinates.is_in_city
            and seen.lon = coordinates.lon
            and seen.lat = coordinates.lat
    left join int_coordinates__zoned as zones
        on coordinates.x_m = zones.x_m and coordinates.y_m = zones.y_m
    left join int_incidents__merged as incidents
        on seen.feed_code = incidents.feed_code and seen.ticket_id = incidents.ticket_id
    where seen.opened_at >= $lookback_start_at
)

select
    feed_code,
    ticket_id,
    category_code,
    category_name,
    zone_id,
    incident_id is not null
    and row_number() over (partition by incident_id order by opened_at, feed_code, ticket_id) = 1
        as is_first_of_incident
from tickets
