-- One row per distinct place text of a ticket on the map: each is read once.
select distinct place_text
from int_tickets__seen
where place_status = 'placed' and place_text is not null
order by place_text
