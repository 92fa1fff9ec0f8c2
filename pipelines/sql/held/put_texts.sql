-- Add what the new texts say. A text that no ticket has any more stays: it is asked for by nobody.
insert into held.main.int_texts__read by name select * from work.texts_read_anew.int_texts__read;
