-- One row per location: needles asked for through 311 in the lookback, and what the closing texts say was collected.
-- Why n_collected can be null: where no text tells a number, what was collected is not known, and it is not 0.
select
    places.location_id,
    count(told.ticket_id) as n_requested,
    count(told.ticket_id) filter (where told.is_by_residents) as n_requested_residents,
    count(told.ticket_id) filter (where told.is_open) as n_open,
    count(told.ticket_id) filter (where told.n_collected > 0) as n_with_sharps,
    count(told.ticket_id) filter (where told.n_collected = 0) as n_with_none,
    count(told.ticket_id) filter (where not told.is_open and told.n_collected is null) as n_not_told,
    sum(told.n_collected)::bigint as n_collected
from int_locations__carried as places
left join int_sharps__told as told on places.location_id = told.location_id
group by places.location_id, places.number
order by places.number
