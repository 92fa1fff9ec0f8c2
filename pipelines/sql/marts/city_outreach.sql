-- One row per measure of the outreach log, whole city, contacts without a usable place included.
with

counts as (
    select
        measure_code,
        sum(n_events) as n_events
    from int_outreach__measured
    group by measure_code
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
)

select
    measures.measure_code,
    measures.measure_name,
    measures.column_class,
    case when feed.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when feed.status = 'current' then '' else feed.status end as blank
from ref_outreach_measures as measures
cross join feed
left join counts on measures.measure_code = counts.measure_code
order by measures.sort_no::integer
