-- sqlfluff:dialect:sqlite
-- Begins a transaction of reading: what is read in it is the store of one moment, while others go on writing.
-- Why: the end of the chain and the events are read one after the other, and must belong together.
begin transaction;
