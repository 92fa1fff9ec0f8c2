-- One row per zone, and one for what states no place; by name.
with

counts as (
    select
        zone_id,
        count(*) as n_tickets,
        count(*) filter (where is_ranked and reporter_group = 'residents') as n_tickets_residents,
        count(*) filter (where is_first_of_incident) as n_incidents
    from int_tickets__zoned
    group by zone_id
)

select
    zones.zone_id,
    zones.zone_name,
    zones.zone_kind,
    zones.outline_geojson,
    coalesce(counts.n_tickets, 0) as n_tickets,
    coalesce(counts.n_tickets_residents, 0) as n_tickets_residents,
    coalesce(counts.n_incidents, 0) as n_incidents
from int_zones__drawn as zones
left join counts on zones.zone_id = counts.zone_id
order by zones.zone_id = 'none', zones.zone_name, zones.zone_id
