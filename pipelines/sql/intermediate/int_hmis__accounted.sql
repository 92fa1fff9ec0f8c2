-- One row per file of an HMIS export: how many of its rows no later export tells anew. Whatever the morning, because of
-- each file handed in the rows must add up.
with

spoken as (
    select *
    from stg_hmis__day_counts
    where event_date is null
)

select
    counts.file_id,
    sum(counts.n_events)::bigint as n_current
from stg_hmis__day_counts as counts
where
    counts.event_date is not null
    and not exists (
        select 1 from spoken
        where
            spoken.project_code = counts.project_code
            and spoken.element_code = counts.element_code
            and counts.event_date between spoken.first_date and spoken.last_date
            and (spoken.taken_at, spoken.receipt_no) > (counts.taken_at, counts.receipt_no)
    )
group by counts.file_id
