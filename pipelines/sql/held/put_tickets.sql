-- Put the tickets that differ in the place of the held ones. The key goes first: until it is back, nothing is held.
-- Why the incidents they were in are written down: one that loses a ticket weighs less. A ticket that still has a
-- place, or had one from its address, keeps its incident; the models that merge say whether another is its own.
delete from held.main.held_key;
create table incidents_before as
select distinct incident_id
from held.main.int_tickets__seen
where incident_id is not null and ticket_id in (select ticket_id from differing_tickets);
create table work.changed.tickets_put as
select
    changed.*,
    case
        when
            changed.place_status = 'placed'
            or changed.ticket_id in (select ticket_id from held.main.int_tickets__rescued)
            then held.incident_id
    end as incident_id,
    differing.row_hash
from work.changed.int_tickets__seen as changed
inner join differing_tickets as differing on changed.ticket_id = differing.ticket_id
left join held.main.int_tickets__seen as held on changed.ticket_id = held.ticket_id;
delete from held.main.int_tickets__seen
where ticket_id in (select ticket_id from differing_tickets);
insert into held.main.int_tickets__seen by name select * from work.changed.tickets_put;
