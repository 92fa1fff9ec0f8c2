-- One row per feed. Why: the first minute of the meeting says which feeds are late.
select
    feed_code,
    feed_name,
    status,
    newest_record_at,
    behind_hours,
    late_after_hours,
    n_records_seen,
    n_gone,
    next_step
from feeds
order by feed_code
