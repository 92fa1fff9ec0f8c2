-- Put the tickets that differ in the place of the held ones. The key goes first: until it is back, nothing is held.
delete from held.main.held_key;
delete from held.main.int_tickets__seen
where ticket_id in (select ticket_id from differing_tickets);
insert into held.main.int_tickets__seen by name
select
    changed.*,
    differing.row_hash
from work.changed.int_tickets__seen as changed
inner join differing_tickets as differing on changed.ticket_id = differing.ticket_id;
