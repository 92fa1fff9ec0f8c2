-- Every record of the file may have changed.
create table changed_records as select ticket_id as record_id from work.changed.int_tickets__seen;
