-- severity: stop
-- meaning: a location lies on the coordinate a system writes when it has none; it would top the list for no reason.
-- next step: look at data/reference/coordinate_sentinels.csv: the stand-in coordinate may have changed.
select places.location_id
from locations as places
inner join ref_coordinate_sentinels as sentinels
    on
        abs(places.lon - sentinels.lon::double) <= sentinels.tolerance_deg::double
        and abs(places.lat - sentinels.lat::double) <= sentinels.tolerance_deg::double
