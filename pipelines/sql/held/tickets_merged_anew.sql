-- One row per placed ticket to be merged anew: those opened since merged_anew_from, and the first tickets of the
-- incidents that could still take them. Why by their ids first: joined whole, millions of tickets and incidents would
-- be read for a thousand.
with

near as materialized (
    select
        tickets.feed_code,
        tickets.ticket_id,
        tickets.opened_at >= since.from_at as is_since
    from held.main.int_tickets__seen as tickets
    inner join merged_anew_from as since
        on
            tickets.category_code = since.category_code
            and tickets.opened_at >= since.from_at - to_microseconds(($incident_window_hours * 3600000000)::bigint)
    where tickets.place_status = 'placed'
),

asked as (
    select
        feed_code,
        ticket_id
    from near
    where is_since
    union
    select
        merged.feed_code,
        merged.ticket_id
    from held.main.int_incidents__merged as merged
    inner join near on merged.feed_code = near.feed_code and merged.ticket_id = near.ticket_id
    where merged.incident_id = merged.feed_code || ' ' || merged.ticket_id
)

select tickets.* exclude (row_hash)
from held.main.int_tickets__seen as tickets
inner join asked on tickets.feed_code = asked.feed_code and tickets.ticket_id = asked.ticket_id
