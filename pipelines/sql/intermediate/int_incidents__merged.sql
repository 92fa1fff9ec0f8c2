-- One row per placed ticket: its incident, named by the first of its tickets.
-- A ticket id is unique within its feed only; an incident may hold tickets of both systems.
select
    tickets.feed_code,
    tickets.ticket_id,
    firsts.feed_code || ' ' || firsts.ticket_id as incident_id
from int_incidents__led as led
inner join int_tickets__mergeable as tickets on led.ticket_no = tickets.ticket_no
inner join int_tickets__mergeable as firsts on led.first_ticket_no = firsts.ticket_no
