-- One row per distinct file: how many of its rows are the newest version of their record.
-- Why: rows read = accepted + set aside + superseded must hold for every file, whatever the order of arrival. A ticket
-- that Open311 shows and a system's own export holds is one ticket; its Open311 row is superseded.
with

versions as (
    select
        records.file_id,
        row_number() over (
            partition by records.feed_code = 'outreach', records.record_id
            order by
                records.feed_code = 'open311' asc,
                files.taken_at desc,
                records.file_id desc,
                records.row_number desc
        ) as version_rank
    from int_records__unioned as records
    inner join stg_crt__files as files on records.file_id = files.file_id
)

select
    file_id,
    count(*) filter (where version_rank = 1) as n_current
from versions
group by file_id
