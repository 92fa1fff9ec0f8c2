-- What a build of everything leaves that died after it kept its tickets and before it kept what is made once a week.
drop table held.main.int_signals__calibrated;
drop table held.main.int_signals__replayed;
drop table held.main.int_list__judged;
drop table held.main.int_list__replayed;
drop table held.main.int_districts__derived;
drop table held.main.int_scans__made;
drop table held.main.int_clusters__scanned;
