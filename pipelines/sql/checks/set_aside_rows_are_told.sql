-- severity: stop
-- meaning: a file's set-aside rows and their reasons do not add up.
-- next step: hold the huddle from the last build; ingest the file again and compare the counts in Data health.
select
    files.receipt_no,
    files.n_set_aside
from source_files as files
left join set_aside_rows as aside on files.receipt_no = aside.receipt_no
group by files.receipt_no, files.n_set_aside
having files.n_set_aside != coalesce(sum(aside.n_rows), 0)
