-- One row per ticket whose row is not what it was, told by a digest of the row: of a year's file handed in again a few
-- in a hundred. Why: to write only these takes a fraction of writing them all.
select
    coalesce(changed.ticket_id, held.ticket_id) as ticket_id,
    hash(changed) as row_hash
from work.changed.int_tickets__seen as changed
full join (
    select
        ticket_id,
        row_hash
    from held.main.int_tickets__seen
    where ticket_id in (select record_id from changed_records)
) as held on changed.ticket_id = held.ticket_id
where changed.ticket_id is null or held.row_hash is distinct from hash(changed)
