-- One row per topic of the 2025 system. Why: a rise that is a move must be told as a move.
select
    category_name,
    topic_name,
    status,
    began_date,
    legacy_types,
    total_before,
    total_after,
    expected_low,
    expected_high,
    told_text,
    note_text
from topic_migrations
order by began_date desc nulls last, category_name asc, topic_name asc
