-- One row per feed and reason for which tickets have no coordinate. Why: what was put on the map by words is told.
select
    feed_code,
    lost_how,
    n_tickets,
    n_with_place_text,
    n_put_back,
    n_at_known
from rescued_tickets
order by feed_code asc, lost_how asc
