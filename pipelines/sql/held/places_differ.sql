-- Coordinates that were in the city and are not, or the other way round: new lines came, and incidents may differ.
select held.lon
from held.main.int_coordinates__settled as held
inner join work.settled_anew.int_coordinates__settled as settled
    on held.lon = settled.lon and held.lat = settled.lat
where held.is_in_city != settled.is_in_city
