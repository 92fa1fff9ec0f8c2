-- One row per high-response location of the morning: its open tickets by age.
-- Why: a crew's list says at a glance how long people have waited there. The ages are those of the place's own page,
-- where each category has them, added up: what an age is stands in `location_categories` alone.
select
    places.location_id,
    coalesce(sum(categories.n_open_under_3d), 0)::bigint as n_open_under_3d,
    coalesce(sum(categories.n_open_3d_to_14d), 0)::bigint as n_open_3d_to_14d,
    coalesce(sum(categories.n_open_14d_or_more), 0)::bigint as n_open_14d_or_more
from locations as places
left join location_categories as categories
    on places.location_id = categories.location_id and categories.is_ranked
group by places.location_id
order by places.location_id
