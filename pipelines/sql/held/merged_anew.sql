-- What the models that merge incidents and judge files read, under the names they know.
create view work.merged_anew.int_tickets__seen as select * from work.main.tickets_merged_anew;
create view work.merged_anew.int_tickets__spanned as select * from held.main.int_tickets__spanned;
