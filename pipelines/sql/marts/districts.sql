-- One row per police district of the reviewed table, whether or not there are lines or places.
-- Why: one place says whose lines a district has, and how far the tickets' own labels differ from them.
with

stated as (
    select
        places.area_code as district_code,
        sum(labels.n_tickets) as n_tickets_stating,
        sum(labels.n_tickets) filter (where labels.district_code != places.area_code) as n_tickets_disagreeing
    from int_places__stated as labels
    inner join int_places__districted as places on labels.x_m = places.x_m and labels.y_m = places.y_m
    where places.area_code is not null
    group by places.area_code
),

listed as (
    select
        district_code,
        count(*) as n_locations
    from int_locations__labelled
    group by district_code
)

select
    districts.district_code,
    districts.district_name,
    coalesce(drawn.how, 'none') as lines_how,
    drawn.handed_in_at as lines_handed_in_at,
    drawn.outline_geojson,
    coalesce(stated.n_tickets_stating, 0)::bigint as n_tickets_stating,
    coalesce(stated.n_tickets_disagreeing, 0)::bigint as n_tickets_disagreeing,
    coalesce(listed.n_locations, 0) as n_locations
from ref_districts as districts
left join int_districts__drawn as drawn on districts.district_code = drawn.district_code
left join stated on districts.district_code = stated.district_code
left join listed on districts.district_code = listed.district_code
order by
    left(districts.district_code, 1) asc,
    try_cast(split_part(districts.district_code, '-', 2) as integer) asc
