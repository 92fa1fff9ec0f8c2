-- The changed tickets whose text was never read before, under the name that the models know.
create view work.texts_read_anew.int_tickets__seen as
select * from work.changed.int_tickets__seen
where place_text not in (select place_text from held.main.int_texts__read);
