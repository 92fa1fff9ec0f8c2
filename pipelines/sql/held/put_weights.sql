-- Put the changed incidents' weights in the place of the held ones; then the held tables are this morning's.
delete from held.main.int_incidents__damped
where incident_id in (select incident_id from changed_incidents);
insert into held.main.int_incidents__damped by name select * from work.weighed_anew.int_incidents__damped;
create or replace table held.main.int_tickets__rescued as select * from work.rescued_anew.int_tickets__rescued;
create or replace table held.main.int_coordinates__told as select * from work.settled_anew.int_coordinates__told;
create or replace table held.main.int_coordinates__settled as select * from work.settled_anew.int_coordinates__settled;
delete from held.main.held_files;
insert into held.main.held_files by name select
    file_id,
    taken_at
from stg_crt__files
where feed_code not in ('overnight', 'recovery_line', 'court_totals', 'layers');
insert into held.main.held_key by name select
    $as_of_at as as_of_at,
    $made_by as made_by;
