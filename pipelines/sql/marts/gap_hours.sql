-- One row per thing asked for and not to be had, and part of the day; all parts, those without a gap too.
-- Why parts and not hours: an hour of four weeks holds a handful, and a handful is hidden.
with

counts as (
    select
        gaps.measure_code,
        parts.begins_hour,
        count(*) as n_events
    from int_gaps__timed as gaps
    inner join ref_day_parts as parts
        on gaps.contact_hour >= parts.begins_hour::integer and gaps.contact_hour < parts.ends_hour::integer
    group by gaps.measure_code, parts.begins_hour
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
)

select
    measures.measure_code,
    measures.column_class,
    parts.part_words,
    parts.begins_hour::bigint as begins_hour,
    case when feed.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when feed.status = 'current' then '' else feed.status end as blank
from ref_outreach_measures as measures
cross join ref_day_parts as parts
cross join feed
left join counts on measures.measure_code = counts.measure_code and parts.begins_hour = counts.begins_hour
where measures.measure_code like 'offer\_%\_unavailable' escape '\'
order by measures.sort_no::integer, parts.begins_hour::integer
