-- One row per feed, category, type, channel and huddle day with tickets.
-- Why: moves between the systems and silent streams are told from counts a day; at millions of tickets these are
-- counted once, here, and everything after works on the counts.
select
    feed_code,
    system_code,
    category_code,
    any_value(category_name) as category_name,
    type_name,
    coalesce(nullif(channel_name, ''), '(none stated)') as channel_name,
    huddle_date,
    count(*) as n_tickets
from int_tickets__seen
group by feed_code, system_code, category_code, type_name, channel_name, huddle_date
