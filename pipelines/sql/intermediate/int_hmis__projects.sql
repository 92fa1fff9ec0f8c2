-- One row per project that an export made before the morning speaks for, as the newest of them describes it.
select
    project_code,
    project_name,
    project_type,
    coc_code,
    geocode,
    zip_code
from stg_hmis__day_counts
where event_date is null and taken_at < $as_of_at
qualify row_number() over (partition by project_code order by taken_at desc, receipt_no desc, element_code asc) = 1
