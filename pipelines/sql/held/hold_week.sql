-- Keep what is made once a week. What says of which week they are goes first and comes last: without it they are of a
-- build that died, and are not believed.
delete from held.main.int_signals__calibrated;
create or replace table held.main.int_signals__replayed as select * from int_signals__replayed;
create or replace table held.main.int_list__judged as select * from int_list__judged;
create or replace table held.main.int_list__replayed as select * from int_list__replayed;
create or replace table held.main.int_districts__derived as select * from int_districts__derived;
create or replace table held.main.int_scans__made as select * from int_scans__made;
create or replace table held.main.int_clusters__scanned as select * from int_clusters__scanned;
create or replace table held.main.int_signals__calibrated as select * from int_signals__calibrated;
