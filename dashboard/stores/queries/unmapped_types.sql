-- One row per feed and type that no reviewed table knows. Why: an unseen type is counted, never lost.
select
    feed_code,
    type_name,
    n_tickets
from unmapped_types
order by n_tickets desc, type_name asc
