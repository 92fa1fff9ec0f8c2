-- One row per caveat on a location's figures.
select
    location_id,
    caveat_no,
    caveat_kind,
    caveat_text
from location_caveats
order by location_id, caveat_no
