-- Rows where the lines of the signals were set for this morning's week: they last until the next Monday, so that a
-- morning need not replay a year, and the same disk is not judged by another line on Thursday than on Tuesday.
select category_code
from held.main.int_signals__calibrated
where calibrated_to_date = date_trunc('week', $as_of_date)
