-- severity: stop
-- meaning: two locations of the morning have one name; on the phone nobody could tell them apart.
-- next step: add the nearer square or park to data/reference/named_places.csv and build again.
select name
from locations
group by name
having count(*) > 1
