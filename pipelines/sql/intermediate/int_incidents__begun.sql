-- One row per incident of a ranked category begun in the days that a line, a season and a weekday are told from.
-- Why one row: an incident of two groups of reporters has two in what it is made from, and one of them counts it.
-- View: whoever asks reads the few columns it needs.
select
    incident_id,
    category_code,
    x_m,
    y_m,
    huddle_date
from int_incidents__damped
where n_incidents = 1 and began_at >= (select days.first_at from int_days__replayed as days)
