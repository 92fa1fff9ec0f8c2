-- What the models that weigh incidents read, under the names they know.
create view work.weighed_anew.int_incidents__merged as
select * from held.main.int_incidents__merged
where incident_id in (select incident_id from work.main.changed_incidents);
create view work.weighed_anew.int_tickets__seen as
select * exclude (row_hash) from held.main.int_tickets__seen
where ticket_id in (select ticket_id from work.weighed_anew.int_incidents__merged);
