-- One row per feed and reason a ticket is not on the map. Why: one ticket in seven of 2015 has no place of its own.
select
    feed_code,
    place_status,
    n_tickets,
    n_with_place_text
from unplaced_tickets
order by feed_code asc, n_tickets desc
