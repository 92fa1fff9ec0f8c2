-- Tickets put back elsewhere than the morning before, or that came, went or changed their category among them: their
-- categories are merged anew from the earliest of them, and one that is not put back any more belongs to no incident.
-- Why every morning: one more ticket at an address may tell better where another's lies.
create table rescued_differ as
(
    select * from held.main.int_tickets__rescued
    except
    select * from work.rescued_anew.int_tickets__rescued
)
union all
(
    select * from work.rescued_anew.int_tickets__rescued
    except
    select * from held.main.int_tickets__rescued
);
insert into merged_anew_from select
    category_code,
    min(opened_at) as from_at
from rescued_differ
group by category_code;
insert into incidents_before
select distinct incident_id
from held.main.int_tickets__seen
where incident_id is not null and ticket_id in (select ticket_id from rescued_differ);
update held.main.int_tickets__seen
set incident_id = null
where
    place_status != 'placed'
    and ticket_id in (select ticket_id from rescued_differ)
    and ticket_id not in (select ticket_id from work.rescued_anew.int_tickets__rescued);
