-- severity: warn
-- meaning: the rows of a file do not follow one clock; those of the other clock are read hours off.
-- next step: see Clocks in Data health for which rows; ask the 311 data desk for an export with one clock.
select receipt_no
from source_files
where is_clock_mixed
