-- severity: stop
-- meaning: a measure's figures at the places and elsewhere do not add up to the city's; contacts were lost or doubled.
-- next step: hold the huddle from the last build and send the build's id to whoever keeps the pipelines.
select city.measure_code
from city_outreach as city
inner join location_outreach as parts on city.measure_code = parts.measure_code
group by city.measure_code
having any_value(city.n_events) is distinct from sum(parts.n_events)
