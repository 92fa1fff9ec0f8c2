-- One row per feed that is expected every day, whether or not anything came, and per further feed that came.
with

gone as (
    select
        feed_code,
        count(*) as n_gone
    from int_tickets__gone
    group by feed_code
)

select
    freshness.feed_code,
    freshness.feed_name,
    freshness.status,
    freshness.newest_record_at,
    freshness.behind_hours,
    freshness.late_after_hours,
    freshness.n_records_seen,
    coalesce(gone.n_gone, 0) as n_gone,
    freshness.next_step
from int_feeds__freshness as freshness
left join gone on freshness.feed_code = gone.feed_code
order by freshness.feed_code
