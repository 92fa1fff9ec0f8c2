-- One row per placed ticket to be merged anew: those opened since merged_anew_from, and the first tickets of the
-- incidents that could still take them.
select tickets.* exclude (row_hash)
from held.main.int_tickets__seen as tickets
inner join merged_anew_from as since on tickets.category_code = since.category_code
left join held.main.int_incidents__merged as merged
    on
        tickets.feed_code = merged.feed_code
        and tickets.ticket_id = merged.ticket_id
        and merged.incident_id = tickets.feed_code || ' ' || tickets.ticket_id
where
    tickets.place_status = 'placed'
    and (
        tickets.opened_at >= since.from_at
        or (
            merged.incident_id is not null
            and tickets.opened_at >= since.from_at - to_microseconds(($incident_window_hours * 3600000000)::bigint)
        )
    )
