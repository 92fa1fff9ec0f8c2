-- severity: stop
-- meaning: a location's score is not the sum of the terms shown for it.
-- next step: hold the huddle from the last build and send the location's id to whoever keeps the pipelines.
select places.location_id
from locations as places
inner join location_terms as terms on places.location_id = terms.location_id
group by places.location_id, places.score
having abs(places.score - sum(terms.contribution)) > 0.000001
