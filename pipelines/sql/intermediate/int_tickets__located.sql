-- One row per ticket that lies in one of the morning's locations, with its incident.
-- Why step by step: the locations have a few hundred coordinates among a hundred thousand, so a few thousand tickets
-- are found by two numbers before anything of the millions of others is read.
with

coordinates as materialized (
    select
        members.location_id,
        settled.lon,
        settled.lat
    from int_coordinates__settled as settled
    inner join int_locations__members as members
        on settled.x_m = members.x_m and settled.y_m = members.y_m
    where settled.is_in_city
),

tickets as materialized (
    select
        coordinates.location_id,
        seen.* exclude (place_text, is_taken_before, is_unmapped_type, is_unmapped_channel, place_status)
    from int_tickets__seen as seen
    inner join coordinates on seen.lon = coordinates.lon and seen.lat = coordinates.lat
    where seen.place_status = 'placed'
)

select
    tickets.*,
    incidents.incident_id,
    gone.ticket_id is not null as is_gone,
    tickets.opened_at >= $lookback_start_at as is_in_lookback
from tickets
inner join int_incidents__merged as incidents
    on tickets.feed_code = incidents.feed_code and tickets.ticket_id = incidents.ticket_id
left join int_tickets__gone as gone
    on tickets.feed_code = gone.feed_code and tickets.ticket_id = gone.ticket_id
