-- severity: warn
-- meaning: tickets came with a type or channel that nobody has reviewed; they are counted and not ranked.
-- next step: give the type a category in data/reference/ticket_types.csv (the channel in channels.csv) and build again.
select type_name
from unmapped_types
