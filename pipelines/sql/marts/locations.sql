-- One row per high-response location of the morning, by number.
select
    places.location_id,
    places.number,
    places.name,
    labels.district_code,
    labels.district_how,
    labels.neighborhood_name,
    places.lon,
    places.lat,
    $location_radius_m as radius_m,
    places.outline_geojson,
    scores.score,
    scores.acute_share,
    scores.chronic_share,
    scores.residents_score,
    scores.staff_score,
    coalesce(counts.n_tickets, 0) as n_tickets,
    coalesce(counts.n_incidents, 0) as n_incidents,
    coalesce(counts.n_incidents_7d, 0) as n_incidents_7d,
    coalesce(counts.n_tickets_residents, 0) as n_tickets_residents,
    coalesce(counts.n_tickets_staff, 0) as n_tickets_staff,
    coalesce(counts.n_open_tickets, 0) as n_open_tickets,
    counts.oldest_open_days,
    counts.newest_ticket_at,
    places.change_kind,
    places.change_text,
    places.first_listed_date,
    places.n_mornings_listed,
    places.previous_number
from int_locations__carried as places
inner join int_locations__scored as scores on places.location_id = scores.location_id
left join int_locations__labelled as labels on places.location_id = labels.location_id
left join int_locations__counted as counts on places.location_id = counts.location_id
order by places.number
