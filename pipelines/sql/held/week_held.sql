-- What is made once a week, under the names that models know.
create view int_signals__calibrated as select * from held.main.int_signals__calibrated;
create view int_signals__replayed as select * from held.main.int_signals__replayed;
create view int_list__judged as select * from held.main.int_list__judged;
create view int_list__replayed as select * from held.main.int_list__replayed;
create view int_districts__derived as select * from held.main.int_districts__derived;
create view int_scans__made as select * from held.main.int_scans__made;
create view int_clusters__scanned as select * from held.main.int_clusters__scanned;
