-- One row per reason, strongest first. Why: no place is on the agenda without its reasons in words.
select
    location_id,
    reason_no,
    reason_text
from location_reasons
order by location_id, reason_no
