-- Rows where the lines of the signals were set, and the list was judged, for this morning's week. Both last until the
-- next Monday: a morning need not replay a year, and no disk is judged by another line on Thursday than on Tuesday.
select category_code
from held.main.int_signals__calibrated
where calibrated_to_date = date_trunc('week', $as_of_date)
