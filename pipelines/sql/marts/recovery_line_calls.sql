-- One row per part that the calls of the lookback are told in; the parts of a cut add up to the cut's sum.
-- Why one table: geo.disclosure decides all of them together, sums before their parts.
with

counts as (
    select
        part_code,
        count(*) as n_calls
    from int_calls__parted
    group by part_code
),

feed as (
    select max(status) as status from int_feeds__freshness
    where feed_code = 'recovery_line'
)

select
    parts.cut_code,
    parts.sum_code,
    parts.part_code,
    parts.part_words,
    row_number() over (order by parts.cut_no, parts.sort_no, parts.part_code) as sort_no,
    'health' as column_class,
    case when feed.status != 'not_collected' then coalesce(counts.n_calls, 0) end as n_calls,
    case when feed.status = 'current' then '' else coalesce(feed.status, 'not_collected') end as blank
from int_call_parts__listed as parts
cross join feed
left join counts on parts.part_code = counts.part_code
order by parts.cut_no, parts.sort_no, parts.part_code
