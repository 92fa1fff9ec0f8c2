-- severity: stop
-- meaning: a file's rows read are not its rows accepted, set aside and superseded; rows were lost or counted twice.
-- next step: hold the huddle from the last build; send the file name and these counts to whoever keeps the pipelines.
select
    receipt_no,
    path
from source_files
where rows_read != n_accepted + n_set_aside + n_superseded or n_accepted < 0 or n_set_aside < 0 or n_superseded < 0
