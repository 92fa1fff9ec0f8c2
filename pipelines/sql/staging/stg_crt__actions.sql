-- One row per action at a place that the huddle recorded, as it was handed over. Reads; no rule: what of it the morning
-- may know is for the next model.
select
    action_id,
    location_id,
    owner_agency_code,
    opened_date::date as opened_date,
    closed_date::date as closed_date,
    status_code
from raw_crt__huddle_actions
