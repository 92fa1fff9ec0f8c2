-- One row per incident of a ranked category and the huddle day on which it began: what is counted by day and by cell.
-- View: one column is named as a day.
select
    category_code,
    x_m,
    y_m,
    huddle_date::date as huddle_date
from int_incidents__begun
