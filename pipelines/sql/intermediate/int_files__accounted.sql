-- One row per distinct file: how many of its rows are the newest version of their record.
select
    file_id,
    count(*) as n_current
from int_records__newest
group by file_id
