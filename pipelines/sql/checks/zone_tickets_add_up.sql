-- severity: stop
-- meaning: a category's tickets in the zones do not add up to the city's; tickets were lost or counted twice.
-- next step: hold the huddle from the last build and send the build's id to whoever keeps the pipelines.
select city.category_code
from city_categories as city
left join zone_categories as parts on city.category_code = parts.category_code
group by city.category_code
having
    any_value(city.n_tickets) is distinct from sum(parts.n_tickets)
    or any_value(city.n_incidents) is distinct from sum(parts.n_incidents)
