-- One row per signal and topic that moved to the 2025 system, or cannot be told from a move, with tickets in it.
-- Why: what only came over from the other system is no outbreak, and the line must say so.
select
    members.signal_no,
    topics.topic_name,
    any_value(topics.note_text) as note_text,
    count(*) as n_tickets
from int_signals__members as members
inner join int_tickets__assigned as tickets on members.incident_id = tickets.incident_id
inner join int_topics__migrated as topics
    on
        tickets.system_code = 'new'
        and tickets.category_code = topics.category_code
        and tickets.type_name = topics.topic_name
where topics.note_text != ''
group by members.signal_no, topics.topic_name
