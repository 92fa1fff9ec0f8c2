-- One row per project, element, outcome and day on which HMIS holds any, as the morning may know it. Why apart from the
-- outreach log: one contact can stand in both, and nothing joins them, so they are told side by side and never added.
select
    counts.project_code,
    counts.element_code,
    counts.outcome_code,
    counts.event_date,
    counts.n_events
from stg_hmis__day_counts as counts
inner join int_hmis__held as held
    on
        counts.file_id = held.file_id
        and counts.project_code = held.project_code
        and counts.element_code = held.element_code
        and counts.event_date = held.event_date
