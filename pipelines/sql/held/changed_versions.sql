-- Every landed row of the changed records, one table a feed, under the names that the staging models read.
-- Why before staging and these columns only: what a model works out of a row would be worked out for millions of rows
-- before the few are chosen, and the free text is the widest column of all.
create table work.changed.raw_city311__legacy_tickets as
select
    file_id,
    row_number,
    record_id,
    opened_stamp,
    closed_stamp,
    type,
    source,
    case_status,
    location,
    police_district,
    neighborhood,
    longitude,
    latitude,
    lon,
    lat
from work.main.raw_city311__legacy_tickets
where record_id in (select record_id from changed_records);
create table work.changed.raw_city311__new_tickets as
select
    file_id,
    row_number,
    record_id,
    opened_stamp,
    closed_stamp,
    case_topic,
    report_source,
    case_status,
    full_address,
    police_district,
    neighborhood,
    longitude,
    latitude,
    lon,
    lat
from work.main.raw_city311__new_tickets
where record_id in (select record_id from changed_records);
create table work.changed.raw_open311__requests as
select * from work.main.raw_open311__requests
where record_id in (select record_id from changed_records);
create table work.changed.raw_outreach__contacts as
select * from work.main.raw_outreach__contacts
where record_id in (select record_id from changed_records);
