-- One row per ticket that lies in one of the morning's locations, with its incident.
select
    members.location_id,
    tickets.*,
    incidents.incident_id,
    gone.ticket_id is not null as is_gone,
    tickets.opened_at >= $lookback_start_at as is_in_lookback
from int_tickets__placed as tickets
inner join int_locations__members as members
    on tickets.x_m = members.x_m and tickets.y_m = members.y_m
inner join int_incidents__merged as incidents
    on tickets.feed_code = incidents.feed_code and tickets.ticket_id = incidents.ticket_id
left join int_tickets__gone as gone
    on tickets.feed_code = gone.feed_code and tickets.ticket_id = gone.ticket_id
