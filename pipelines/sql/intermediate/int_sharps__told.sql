-- One row per needle ticket opened in the lookback: whether it is closed, and what its closing text says was collected.
-- Why open ones say nothing: what a later snapshot wrote of them the morning could not know. Open311 has no such text.
select
    tickets.feed_code,
    tickets.ticket_id,
    located.location_id,
    tickets.reporter_group = 'residents' as is_by_residents,
    tickets.is_open,
    case when not tickets.is_open then closings.n_collected end as n_collected,
    case when tickets.is_open then 'open' else coalesce(closings.how_code, 'no_text') end as how_code
from int_tickets__assigned as tickets
left join int_closings__newest as closings
    on tickets.feed_code = closings.feed_code and tickets.ticket_id = closings.ticket_id
left join int_tickets__located as located
    on tickets.feed_code = located.feed_code and tickets.ticket_id = located.ticket_id
where tickets.category_code = 'sharps' and tickets.opened_at >= $lookback_start_at
