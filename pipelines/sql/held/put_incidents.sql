-- Give the tickets merged anew their incidents, none to those that lost their place, and add the changed files'
-- judgement.
update held.main.int_tickets__seen
set incident_id = merged.incident_id
from (
    select
        anew.ticket_id,
        merged.incident_id
    from tickets_merged_anew as anew
    left join work.merged_anew.int_incidents__merged as merged
        on anew.feed_code = merged.feed_code and anew.ticket_id = merged.ticket_id
) as merged
where
    int_tickets__seen.ticket_id = merged.ticket_id
    and int_tickets__seen.incident_id is distinct from merged.incident_id;
insert into held.main.int_files__judged by name
select * from work.merged_anew.int_files__judged
where file_id in (select file_id from changed_files);
