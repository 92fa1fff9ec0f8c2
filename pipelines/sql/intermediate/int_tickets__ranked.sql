-- One row per placed ticket of a ranked category, with its incident: what the score is made from.
select
    tickets.feed_code || ' ' || tickets.ticket_id as ticket_id,
    incidents.incident_id,
    tickets.category_code,
    tickets.category_name,
    tickets.reporter_group,
    tickets.x_m,
    tickets.y_m,
    tickets.opened_at
from int_tickets__placed as tickets
inner join int_incidents__merged as incidents
    on tickets.feed_code = incidents.feed_code and tickets.ticket_id = incidents.ticket_id
where tickets.is_ranked
