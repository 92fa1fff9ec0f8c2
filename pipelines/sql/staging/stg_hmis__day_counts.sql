-- One row per count landed from an HMIS export: project, element, outcome and day; and one without a day for each
-- project and element that the export speaks for. Renames; no business rule. It holds no row of the export, no person.
select
    landed.file_id,
    files.receipt_no,
    files.taken_at,
    landed.first_date,
    landed.last_date,
    landed.project_code,
    landed.project_name,
    landed.project_type,
    landed.coc_code,
    landed.geocode,
    landed.zip_code,
    landed.element_code,
    landed.outcome_code,
    landed.event_date,
    landed.n_events
from raw_hmis__day_counts as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
