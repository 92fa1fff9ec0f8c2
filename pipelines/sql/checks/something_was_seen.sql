-- severity: stop
-- meaning: tickets were handed in, and none of them was opened before this morning; the board would be empty.
-- next step: look at the date: crt build --as-of with a morning after the first ticket.
select builds.build_id
from builds
where
    builds.n_tickets_seen = 0
    and exists (
        select 1 from raw_crt__receipts as receipts
        where receipts.n_accepted > 0
    )
