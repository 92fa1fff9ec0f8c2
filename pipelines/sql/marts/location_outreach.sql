-- One row per location and measure of the outreach log, and per measure one for everywhere else; zero included.
-- Why every measure has a row: a missing row would tell a suppressed count from a true zero. Why 'elsewhere': the parts
-- must add up to the city's figure before disclosure decides, or a hidden part could be worked out from the total.
with

counts as (
    select
        coalesce(members.location_id, 'elsewhere') as location_id,
        measured.measure_code,
        sum(measured.n_events) as n_events
    from int_outreach__measured as measured
    inner join int_contacts__placed as members on measured.contact_id = members.contact_id
    group by coalesce(members.location_id, 'elsewhere'), measured.measure_code
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
),

places as (
    select location_id from int_locations__carried
    union all
    select 'elsewhere' as location_id
)

select
    places.location_id,
    measures.measure_code,
    measures.measure_name,
    measures.column_class,
    case when feed.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when feed.status = 'current' then '' else feed.status end as blank
from places
cross join ref_outreach_measures as measures
cross join feed
left join counts
    on places.location_id = counts.location_id and measures.measure_code = counts.measure_code
order by places.location_id, measures.sort_no::integer
