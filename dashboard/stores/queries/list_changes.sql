-- One row per place that came on, left or changed identity. Why: people ask where yesterday's number went.
select
    location_id,
    change_kind,
    name,
    other_location_id,
    change_text
from list_changes
order by change_kind, name
