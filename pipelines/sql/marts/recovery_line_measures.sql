-- One row per measure of the calls of the lookback: the share linked, and how long it took to the link.
-- Why half and nine in ten and no mean: one link after three weeks moves a mean and tells nothing of the others.
with

figures as (
    select
        100.0 * count(*) filter (where standing = 'linked') / nullif(count(*), 0) as linked_pct,
        quantile_cont(handoff_min, 0.5) filter (where standing = 'linked') as half_min,
        quantile_cont(handoff_min, 0.9) filter (where standing = 'linked') as nine_in_ten_min
    from int_calls__judged
),

feed as (
    select max(status) as status from int_feeds__freshness
    where feed_code = 'recovery_line'
),

measures as (
    select
        1 as sort_no,
        'linked_pct' as measure_code,
        'Share linked' as measure_name,
        linked_pct as measured
    from figures
    union all
    select
        2 as sort_no,
        'handoff_half' as measure_code,
        'Half of those linked were linked within' as measure_name,
        half_min as measured
    from figures
    union all
    select
        3 as sort_no,
        'handoff_nine_in_ten' as measure_code,
        'Nine in ten of those linked were linked within' as measure_name,
        nine_in_ten_min as measured
    from figures
)

select
    measures.measure_code,
    measures.measure_name,
    'health' as column_class,
    case when feed.status = 'current' then measures.measured end as measured,
    case when feed.status = 'current' then '' else coalesce(feed.status, 'not_collected') end as blank
from measures
cross join feed
order by measures.sort_no
