-- One row per location and topic of a ranked category that moved, or cannot be told from a move, with tickets there.
-- Why: a place's reasons must say that a rise in the 2025 system is no rise, where its tickets come from such a topic.
select
    tickets.location_id,
    tickets.category_code,
    topics.topic_name,
    any_value(topics.note_text) as note_text,
    count(*) as n_tickets
from int_tickets__located as tickets
inner join int_topics__migrated as topics
    on
        tickets.system_code = 'new'
        and tickets.category_code = topics.category_code
        and tickets.type_name = topics.topic_name
where tickets.is_in_lookback and tickets.is_ranked and topics.note_text != ''
group by tickets.location_id, tickets.category_code, topics.topic_name
