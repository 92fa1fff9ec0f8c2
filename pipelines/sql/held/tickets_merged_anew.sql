-- One row per placed ticket to be merged anew: those opened since merged_anew_from, and the first tickets of the
-- incidents that could still take them. Why by their ids first: all columns of millions would be read for a thousand.
with

asked as materialized (
    select tickets.ticket_id
    from held.main.int_tickets__seen as tickets
    inner join merged_anew_from as since
        on
            tickets.category_code = since.category_code
            and tickets.opened_at >= since.from_at - to_microseconds(($incident_window_hours * 3600000000)::bigint)
    where
        (
            tickets.place_status = 'placed'
            or tickets.ticket_id in (select ticket_id from work.rescued_anew.int_tickets__rescued)
        )
        and (
            tickets.opened_at >= since.from_at
            or tickets.incident_id = tickets.feed_code || ' ' || tickets.ticket_id
        )
)

select * exclude (incident_id, row_hash)
from held.main.int_tickets__seen
where ticket_id in (select asked.ticket_id from asked)
