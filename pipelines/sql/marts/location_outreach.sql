-- One row per location and measure of the outreach log, zero included where a log was collected.
-- Why every measure has a row: a missing row would tell a suppressed count from a true zero.
with

counts as (
    select
        members.location_id,
        measured.measure_code,
        sum(measured.n_events) as n_events
    from int_outreach__measured as measured
    inner join int_contacts__placed as members on measured.contact_id = members.contact_id
    where members.location_id is not null
    group by members.location_id, measured.measure_code
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
)

select
    places.location_id,
    measures.measure_code,
    measures.measure_name,
    measures.column_class,
    case when feed.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when feed.status = 'current' then '' else feed.status end as blank
from int_locations__carried as places
cross join ref_outreach_measures as measures
cross join feed
left join counts
    on places.location_id = counts.location_id and measures.measure_code = counts.measure_code
order by places.location_id, measures.sort_no::integer
