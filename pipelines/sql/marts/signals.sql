-- One row per signal of the morning: more incidents near a point in the last days than is usual there, beyond the line.
with

members as (
    select
        members.signal_no,
        coalesce(sum(incidents.n_tickets) filter (where incidents.reporter_group = 'residents'), 0)::bigint
            as n_tickets_residents,
        coalesce(sum(incidents.n_tickets) filter (where incidents.reporter_group = 'staff'), 0)::bigint
            as n_tickets_staff
    from int_signals__members as members
    inner join int_incidents__damped as incidents on members.incident_id = incidents.incident_id
    group by members.signal_no
),

-- A centre is one of the ticket coordinates; two pairs of degrees may project to the same metres.
centres as (
    select
        x_m,
        y_m,
        min(district_code) as district_code
    from int_coordinates__mapped
    group by x_m, y_m
),

neighborhoods as (
    select
        x_m,
        y_m,
        arg_max(label, n_tickets) as neighborhood_name
    from int_coordinates__labelled
    group by x_m, y_m
),

moves as (
    select
        signal_no,
        string_agg(topic_name || ' ' || note_text, '; ' order by n_tickets desc, topic_name asc) as note_text
    from int_signals__moved
    group by signal_no
)

select
    found.signal_no,
    found.signal_id,
    found.category_code,
    categories.category_name,
    found.location_id,
    found.place_name,
    coalesce(centres.district_code, places.area_code, 'not stated') as district_code,
    coalesce(neighborhoods.neighborhood_name, 'not stated') as neighborhood_name,
    found.lon,
    found.lat,
    $location_radius_m as radius_m,
    found.n_incidents,
    found.n_expected,
    found.window_days,
    ($as_of_date - found.window_days::integer)::date as window_start_date,
    members.n_tickets_residents,
    members.n_tickets_staff,
    found.surprise,
    1 / (found.n_looked * pow(10, -found.surprise)) as nominal_interval_days,
    found.n_like_it_replayed,
    found.told_before_date::date as told_before_date,
    found.n_incidents_before,
    coalesce(moves.note_text, '') as note_text,
    found.outline_geojson
from int_signals__found as found
inner join members on found.signal_no = members.signal_no
inner join ref_categories as categories on found.category_code = categories.category_code
left join centres on found.x_m = centres.x_m and found.y_m = centres.y_m
left join int_places__districted as places on found.x_m = places.x_m and found.y_m = places.y_m
left join neighborhoods on found.x_m = neighborhoods.x_m and found.y_m = neighborhoods.y_m
left join moves on found.signal_no = moves.signal_no
order by found.signal_no
