-- One row per ticket before the morning, with the incident it belongs to; none where it has no place in the city.
-- View: one column is added. Why under a name of its own: of yesterday's tickets it is held (decision 0020), so that a
-- night need not join millions of tickets with millions of incidents, number by number, again.
select
    tickets.*,
    merged.incident_id
from int_tickets__mapped as tickets
left join int_incidents__merged as merged
    on tickets.feed_code = merged.feed_code and tickets.ticket_id = merged.ticket_id
