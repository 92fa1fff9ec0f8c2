-- The lines of this week, under the names that models know.
create view int_signals__calibrated as select * from held.main.int_signals__calibrated;
create view int_signals__replayed as select * from held.main.int_signals__replayed;
