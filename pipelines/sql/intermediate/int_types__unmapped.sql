-- One row per file and ticket type (or channel) that no reviewed table knows. Why: an unseen type is told, not lost.
select
    tickets.feed_code,
    tickets.file_id,
    coalesce(nullif(tickets.type_name, ''), '(no type stated)') as type_name,
    count(*) as n_tickets
from int_tickets__unioned as tickets
left join ref_ticket_types as types
    on tickets.system_code = types.system_code and tickets.type_name = types.type_name
where types.category_code is null and tickets.text_category_code is null
group by tickets.feed_code, tickets.file_id, coalesce(nullif(tickets.type_name, ''), '(no type stated)')
union all
select
    tickets.feed_code,
    tickets.file_id,
    'channel: ' || coalesce(tickets.channel_name, '(none)') as type_name,
    count(*) as n_tickets
from int_tickets__unioned as tickets
left join ref_channels as channels
    on tickets.system_code = channels.system_code and tickets.channel_name = channels.channel_name
where channels.reporter_group is null
group by tickets.feed_code, tickets.file_id, 'channel: ' || coalesce(tickets.channel_name, '(none)')
