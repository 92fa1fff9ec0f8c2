-- One row per ticket put back on the map by its address, with where that is and all that merging asks of it.
-- Why these columns: between two mornings only tickets of which one of them differs are merged anew (decision 0046).
select
    tickets.feed_code,
    tickets.ticket_id,
    tickets.category_code,
    tickets.opened_at,
    tickets.place_status as lost_how,
    located.lon,
    located.lat,
    located.how as found_how
from int_tickets__seen as tickets
inner join int_texts__located as located on tickets.place_text = located.place_text
where tickets.place_status in ('sentinel', 'missing')
