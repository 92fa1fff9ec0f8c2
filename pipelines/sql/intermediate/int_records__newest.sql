-- One row per record: the file that holds its newest version, whatever the morning.
-- Why: rows read = accepted + set aside + superseded must hold for every file, whatever the order of arrival. A ticket
-- that Open311 shows and a system's own export holds is one ticket; its Open311 row is superseded.
select
    records.feed_code = 'outreach' as is_contact,
    records.record_id,
    records.file_id
from stg_crt__records as records
inner join stg_crt__files as files on records.file_id = files.file_id
qualify
    row_number() over (
        partition by records.feed_code = 'outreach', records.record_id
        order by
            records.feed_code = 'open311' asc,
            files.taken_at desc,
            records.file_id desc,
            records.row_number desc
    ) = 1
