-- One row per reviewed category and topic of the 2025 system: when it began there, and whether it moved.
select
    topics.category_code,
    categories.category_name,
    topics.topic_name,
    topics.status,
    topics.began_date::date as began_date,
    topics.legacy_types,
    topics.n_tickets,
    topics.n_days_before,
    topics.n_days_after,
    topics.legacy_before,
    topics.legacy_after,
    topics.new_before,
    topics.new_after,
    topics.total_before,
    topics.total_after,
    topics.expected_low,
    topics.expected_high,
    topics.told_text,
    topics.note_text
from int_topics__migrated as topics
inner join ref_categories as categories on topics.category_code = categories.category_code
order by began_date desc nulls last, topics.category_code asc, topics.topic_name asc
