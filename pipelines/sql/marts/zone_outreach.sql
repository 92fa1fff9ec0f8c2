-- One row per zone and measure of the outreach log, zero included, contacts without a known place in the zone 'none'.
-- Why every zone has a row of every measure: a missing row would tell a suppressed count from a true zero.
with

counts as (
    select
        contacts.zone_id,
        measured.measure_code,
        sum(measured.n_events) as n_events
    from int_outreach__measured as measured
    inner join int_contacts__zoned as contacts on measured.contact_id = contacts.contact_id
    group by contacts.zone_id, measured.measure_code
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
)

select
    zones.zone_id,
    measures.measure_code,
    measures.measure_name,
    measures.column_class,
    case when feed.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when feed.status = 'current' then '' else feed.status end as blank
from int_zones__drawn as zones
cross join ref_outreach_measures as measures
cross join feed
left join counts
    on zones.zone_id = counts.zone_id and measures.measure_code = counts.measure_code
order by zones.zone_id, measures.sort_no::integer
