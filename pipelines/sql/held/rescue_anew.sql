-- What looking up the lost addresses reads, under the names it knows: the tickets and texts brought up to this morning.
create view work.rescued_anew.int_tickets__seen as
select * exclude (incident_id, row_hash) from held.main.int_tickets__seen;
create view work.rescued_anew.int_texts__read as select * from held.main.int_texts__read;
