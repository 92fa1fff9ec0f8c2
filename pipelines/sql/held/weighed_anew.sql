-- What the models that weigh incidents read, under the names they know.
create table work.weighed_anew.int_tickets__assigned as
select * exclude (row_hash) from held.main.int_tickets__seen
where incident_id in (select incident_id from work.main.changed_incidents);
create view work.weighed_anew.int_incidents__merged as select
    feed_code,
    ticket_id,
    incident_id
from work.weighed_anew.int_tickets__assigned;
create view work.weighed_anew.int_tickets__seen as
select * exclude (incident_id) from work.weighed_anew.int_tickets__assigned;
