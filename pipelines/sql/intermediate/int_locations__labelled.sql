-- One row per location: its district and neighborhood.
-- Why in this order: where the City's lines were handed in they say in which district its centre lies; else most of its
-- tickets do. A-15 stays apart from A-1.
with

stated as (
    select
        members.location_id,
        places.district_code,
        places.neighborhood_name,
        places.n_tickets
    from int_coordinates__placed as places
    inner join int_locations__members as members on places.x_m = members.x_m and places.y_m = members.y_m
),

districts as (
    select
        location_id,
        district_code,
        row_number() over (partition by location_id order by sum(n_tickets) desc, district_code asc) as choice_no
    from stated
    where district_code in (select known.district_code from ref_districts as known)
    group by location_id, district_code
),

neighborhoods as (
    select
        location_id,
        neighborhood_name,
        row_number() over (partition by location_id order by sum(n_tickets) desc, neighborhood_name asc) as choice_no
    from stated
    where nullif(neighborhood_name, '') is not null
    group by location_id, neighborhood_name
),

-- A centre is one of the ticket coordinates; two pairs of degrees may project to the same metres.
centres as (
    select
        x_m,
        y_m,
        min(district_code) as district_code,
        min(neighborhood_name) as neighborhood_name
    from int_coordinates__mapped
    group by x_m, y_m
)

select
    places.location_id,
    coalesce(centres.district_code, districts.district_code, 'not stated') as district_code,
    case
        when centres.district_code is not null then 'official'
        when districts.district_code is not null then 'labels'
        else 'not stated'
    end as district_how,
    coalesce(
        nullif(coalesce(labels.neighborhood_name, centres.neighborhood_name), ''),
        neighborhoods.neighborhood_name,
        'not stated'
    ) as neighborhood_name
from int_locations__carried as places
left join centres on places.x_m = centres.x_m and places.y_m = centres.y_m
left join ref_neighborhood_labels as labels on centres.neighborhood_name = labels.label_text
left join districts on places.location_id = districts.location_id and districts.choice_no = 1
left join neighborhoods on places.location_id = neighborhoods.location_id and neighborhoods.choice_no = 1
