-- The held tables, brought up to this morning, under the names that models know.
create view int_tickets__assigned as select * exclude (row_hash) from held.main.int_tickets__seen;
create view int_tickets__seen as select * exclude (incident_id) from int_tickets__assigned;
create view int_tickets__spanned as select * from held.main.int_tickets__spanned;
create view int_texts__read as select * from held.main.int_texts__read;
create view int_contacts__filed as select * from held.main.int_contacts__filed;
create view int_records__newest as select * from held.main.int_records__newest;
create view int_files__judged as select * from held.main.int_files__judged;
create view int_coordinates__told as select * from held.main.int_coordinates__told;
create view int_coordinates__found as select * from work.settled_anew.int_coordinates__found;
create view int_coordinates__projected as select * from work.settled_anew.int_coordinates__projected;
create view int_coordinates__settled as select * from work.settled_anew.int_coordinates__settled;
create view int_incidents__merged as select
    feed_code,
    ticket_id,
    incident_id
from int_tickets__assigned
where incident_id is not null;
create view int_incidents__damped as select * from held.main.int_incidents__damped;
