-- One row per feed and reason a ticket before the morning is not on the map.
select
    feed_code,
    place_status,
    count(*) as n_tickets,
    count(*) filter (where place_text is not null) as n_with_place_text
from int_tickets__seen
where place_status != 'placed'
group by feed_code, place_status
order by feed_code asc, n_tickets desc
