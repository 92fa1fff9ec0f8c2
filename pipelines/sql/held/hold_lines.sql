-- Keep the lines of the week.
create or replace table held.main.int_signals__calibrated as select * from int_signals__calibrated;
create or replace table held.main.int_signals__replayed as select * from int_signals__replayed;
