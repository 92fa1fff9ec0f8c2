-- severity: stop
-- meaning: what was asked for and not to be had, by part of the day, does not add up to the city's figure.
-- next step: look whether data/reference/day_parts.csv covers every hour once, then build again.
select city.measure_code
from city_outreach as city
inner join gap_hours as parts on city.measure_code = parts.measure_code
group by city.measure_code
having any_value(city.n_events) is distinct from sum(parts.n_events)
