-- One row per incident with a ticket that changed or was merged anew, under its old and its new name.
select incident_id from incidents_before
union
select incident_id
from held.main.int_tickets__seen
where incident_id is not null and ticket_id in (select ticket_id from tickets_merged_anew)
union
select incident_id from work.merged_anew.int_incidents__merged
