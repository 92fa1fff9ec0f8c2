-- The peer: every ticket of the file goes and comes again.
delete from held.main.int_tickets__seen
where ticket_id in (select record_id from changed_records);
insert into held.main.int_tickets__seen by name
select
    changed.*,
    hash(changed) as row_hash
from work.changed.int_tickets__seen as changed;
