-- One row per project, element and day of the last whole weeks (Monday to Sunday) that an export made before the
-- morning tells, and which: the newest. Why it replaces and nothing is merged: rows have no key here, by choice.
with

days as (
    select unnest(range(
        date_trunc('week', $as_of_date)::date - (7 * $hmis_weeks)::integer,
        date_trunc('week', $as_of_date)::date,
        interval 1 day
    ))::date as event_date
)

select
    spoken.project_code,
    spoken.element_code,
    days.event_date,
    spoken.file_id
from stg_hmis__day_counts as spoken
inner join days on days.event_date between spoken.first_date and spoken.last_date
where spoken.event_date is null and spoken.taken_at < $as_of_at
qualify
    row_number() over (
        partition by spoken.project_code, spoken.element_code, days.event_date
        order by
            spoken.taken_at desc,
            spoken.receipt_no desc
    ) = 1
