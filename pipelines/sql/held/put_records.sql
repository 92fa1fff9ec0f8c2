-- Put what is known of the changed records in the place of what is held of them.
delete from held.main.int_tickets__spanned
where ticket_id in (select record_id from changed_records);
insert into held.main.int_tickets__spanned by name select * from work.changed.int_tickets__spanned;
delete from held.main.int_contacts__filed
where contact_id in (select record_id from changed_records);
insert into held.main.int_contacts__filed by name select * from work.changed.int_contacts__filed;
delete from held.main.int_records__newest
where record_id in (select record_id from changed_records);
insert into held.main.int_records__newest by name select * from work.changed.int_records__newest;
