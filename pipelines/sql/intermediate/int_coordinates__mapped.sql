-- One row per distinct coordinate at which a ticket lies: its own, or one found from its address.
-- Why apart from int_coordinates__settled: what addresses are found with must rest on the tickets' own coordinates.
select *
from int_coordinates__settled
union all by name
select *
from int_coordinates__rescued
where (lon, lat) not in (select (own.lon, own.lat) from int_coordinates__settled as own)
