-- One row per ticket that lies in one of the morning's locations and is told of there, with its incident: opened in the
-- lookback, still open, or, of a ranked category, opened in the weeks of history or in the past that tells the usual.
-- Why these columns: the listed places can hold a seventh of a city's tickets, and every column is read for each.
with

coordinates as materialized (
    select
        members.location_id,
        settled.lon,
        settled.lat
    from int_coordinates__mapped as settled
    inner join int_locations__members as members
        on settled.x_m = members.x_m and settled.y_m = members.y_m
    where settled.is_in_city
)

select
    coordinates.location_id,
    tickets.feed_code,
    tickets.system_code,
    tickets.ticket_id,
    tickets.type_name,
    tickets.opened_at,
    tickets.huddle_date,
    tickets.category_code,
    tickets.category_how,
    tickets.category_name,
    tickets.is_ranked,
    tickets.reporter_group,
    tickets.channel_name,
    tickets.closed_at,
    tickets.is_open,
    tickets.incident_id,
    tickets.place_how,
    gone.ticket_id is not null as is_gone,
    tickets.opened_at >= $lookback_start_at as is_in_lookback
from int_tickets__assigned as tickets
inner join coordinates on tickets.lon = coordinates.lon and tickets.lat = coordinates.lat
left join int_tickets__gone as gone
    on tickets.feed_code = gone.feed_code and tickets.ticket_id = gone.ticket_id
where
    tickets.place_status = 'placed'
    and tickets.incident_id is not null
    and (
        tickets.is_open
        or tickets.opened_at >= $lookback_start_at
        or (tickets.is_ranked and tickets.opened_at >= $history_start_at)
    )
