-- One row per distinct place text of a ticket on the map: each is read once.
select distinct place_text
from int_coordinates__told
where place_text is not null
order by place_text
