-- One row per ticket that lies in one of the morning's locations and is told of there, with its incident: opened in the
-- weeks of history, in the past that tells what is usual or in the lookback, or still open.
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

-- Asked one after the other, each condition skips what it does not need; asked together they would read everything.
told as (
    select * from int_tickets__seen
    where place_status = 'placed' and opened_at >= least($lookback_start_at, $history_start_at)
    union all
    select * from int_tickets__seen
    where place_status = 'placed' and is_open and opened_at < least($lookback_start_at, $history_start_at)
),

tickets as materialized (
    select
        coordinates.location_id,
        told.* exclude (place_text, is_taken_before, is_unmapped_type, is_unmapped_channel, place_status)
    from told
    inner join coordinates on told.lon = coordinates.lon and told.lat = coordinates.lat
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
