-- Every landed version of the changed records, one table a feed, under the names that models know.
create table work.changed.stg_crt__records as
select * from work.main.stg_crt__records
where record_id in (select record_id from changed_records);
create table work.changed.stg_city311__legacy_tickets as
select * from work.main.stg_city311__legacy_tickets
where ticket_id in (select record_id from changed_records);
create table work.changed.stg_city311__new_tickets as
select * from work.main.stg_city311__new_tickets
where ticket_id in (select record_id from changed_records);
create table work.changed.stg_open311__requests as
select * from work.main.stg_open311__requests
where ticket_id in (select record_id from changed_records);
create table work.changed.stg_outreach__contacts as
select * from work.main.stg_outreach__contacts
where contact_id in (select record_id from changed_records);
