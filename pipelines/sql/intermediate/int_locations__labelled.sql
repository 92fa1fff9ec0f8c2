-- One row per location: the district and neighborhood that most of its tickets state.
with

districts as (
    select
        location_id,
        district_code,
        row_number() over (partition by location_id order by count(*) desc, district_code asc) as choice_no
    from int_tickets__located
    where district_code in (select known.district_code from ref_districts as known)
    group by location_id, district_code
),

neighborhoods as (
    select
        location_id,
        neighborhood_name,
        row_number() over (partition by location_id order by count(*) desc, neighborhood_name asc) as choice_no
    from int_tickets__located
    where nullif(neighborhood_name, '') is not null
    group by location_id, neighborhood_name
)

select
    places.location_id,
    coalesce(districts.district_code, 'not stated') as district_code,
    coalesce(neighborhoods.neighborhood_name, 'not stated') as neighborhood_name
from int_locations__carried as places
left join districts on places.location_id = districts.location_id and districts.choice_no = 1
left join neighborhoods on places.location_id = neighborhoods.location_id and neighborhoods.choice_no = 1
