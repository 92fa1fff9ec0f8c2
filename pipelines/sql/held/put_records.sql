-- Put the changed records' rows in the place of the held ones. The key goes first: until it is back, nothing is held.
delete from held.main.held_key;
delete from held.main.int_tickets__seen
where ticket_id in (select ticket_id from differing_tickets);
insert into held.main.int_tickets__seen by name
select
    changed.*,
    differing.row_hash
from work.changed.int_tickets__seen as changed
inner join differing_tickets as differing on changed.ticket_id = differing.ticket_id;
delete from held.main.int_tickets__spanned
where ticket_id in (select record_id from changed_records);
insert into held.main.int_tickets__spanned by name select * from work.changed.int_tickets__spanned;
delete from held.main.int_contacts__seen
where contact_id in (select record_id from changed_records);
insert into held.main.int_contacts__seen by name select * from work.changed.int_contacts__seen;
delete from held.main.int_records__newest
where record_id in (select record_id from changed_records);
insert into held.main.int_records__newest by name select * from work.changed.int_records__newest;
