-- What the models that settle coordinates read, under the names they know.
create view work.settled_anew.int_tickets__seen as select * exclude (row_hash) from held.main.int_tickets__seen;
