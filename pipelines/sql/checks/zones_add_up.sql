-- severity: stop
-- meaning: the zones' outreach figures do not add up to the city's, or a zone's are fewer than its places'.
-- next step: hold the huddle from the last build and send the build's id to whoever keeps the pipelines.
select
    'city' as sum_of,
    city.measure_code
from city_outreach as city
left join zone_outreach as zones on city.measure_code = zones.measure_code
group by city.measure_code
having any_value(city.n_events) is distinct from sum(zones.n_events)
union all
select
    zones.zone_id as sum_of,
    zones.measure_code
from zone_outreach as zones
inner join location_zones as places on zones.zone_id = places.zone_id
inner join location_outreach as parts
    on places.location_id = parts.location_id and zones.measure_code = parts.measure_code
group by zones.zone_id, zones.measure_code
having any_value(zones.n_events) < sum(parts.n_events)
