-- Put the incidents merged anew in the place of the held ones, drop tickets that lost their place, and add the
-- changed files' judgement.
delete from held.main.int_incidents__merged
where
    ticket_id in (
        select ticket_id from tickets_merged_anew
        union
        select differing.ticket_id
        from differing_tickets as differing
        left join held.main.int_tickets__seen as tickets
            on differing.ticket_id = tickets.ticket_id and tickets.place_status = 'placed'
        where tickets.ticket_id is null
    );
insert into held.main.int_incidents__merged by name select * from work.merged_anew.int_incidents__merged;
insert into held.main.int_files__judged by name
select * from work.merged_anew.int_files__judged
where file_id in (select file_id from changed_files);
