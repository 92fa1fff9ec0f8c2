-- Rows where the lines of the signals were set, the list was judged and district lines were worked out for this
-- morning's week. All last until the next Monday: a morning need not replay a year, and no disk is judged by another
-- line on Thursday than on Tuesday. Lines handed in since decide at once whether any need to be worked out.
select category_code
from held.main.int_signals__calibrated
where
    calibrated_to_date = date_trunc('week', $as_of_date)
    and not exists (
        select 1
        from changed_files
        inner join stg_crt__files as files on changed_files.file_id = files.file_id
        where files.feed_code = 'boundaries'
    )
