-- Keep what a build of everything found, so that the next morning need only look at what changed.
-- The key comes last: held tables without it are of a build that died, and are not believed.
delete from held.main.held_key;
create or replace table held.main.int_tickets__seen as
select
    seen.*,
    merged.incident_id,
    hash(seen) as row_hash
from int_tickets__seen as seen
left join int_incidents__merged as merged
    on seen.feed_code = merged.feed_code and seen.ticket_id = merged.ticket_id;
create or replace table held.main.int_tickets__spanned as select * from int_tickets__spanned;
create or replace table held.main.int_tickets__rescued as select * from int_tickets__rescued;
create or replace table held.main.int_coordinates__told as select * from int_coordinates__told;
create or replace table held.main.int_texts__read as select * from int_texts__read;
create or replace table held.main.int_contacts__filed as select * from int_contacts__filed;
create or replace table held.main.int_records__newest as select * from int_records__newest;
create or replace table held.main.int_files__judged as select * from int_files__judged;
create or replace table held.main.int_coordinates__settled as select * from int_coordinates__settled;
create or replace table held.main.int_incidents__damped as select * from int_incidents__damped;
create or replace table held.main.held_files as select
    file_id,
    taken_at
from stg_crt__files
where feed_code not in ('overnight', 'recovery_line', 'court_totals', 'layers');
insert into held.main.held_key by name select
    $as_of_at as as_of_at,
    $made_by as made_by;
