-- severity: warn
-- meaning: files of one feed were read by different clocks; each is read by its own, so this is right only if both are.
-- next step: look at the evidence of each file under Clocks in Data health; a file not verified is the one to doubt.
select feed_code
from source_files
where rows_read > 0
group by feed_code
having count(distinct clock_regime) > 1
