-- One row per record whose row in a held table may not be what it was: it stands in a changed file, or one of its
-- stamps lies between the mornings. Stamps are compared before their clock is known: a clock is off by 5 h at most.
-- Why three questions: each is answered from one column, and only where its file may hold an answer.
select record_id
from stg_crt__records
where file_id in (select file_id from changed_files)
union
select record_id
from stg_crt__records
where
    opened_stamp between timezone('America/New_York', $held_as_of_at) - to_hours(6)
    and timezone('America/New_York', $as_of_at) + to_hours(6)
union
select record_id
from stg_crt__records
where
    closed_stamp between timezone('America/New_York', $held_as_of_at) - to_hours(6)
    and timezone('America/New_York', $as_of_at) + to_hours(6)
