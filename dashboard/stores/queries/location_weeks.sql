-- One row per week of one location, oldest first. Why: the history on the location's page.
select
    week_start_date,
    n_tickets,
    n_tickets_residents,
    n_tickets_staff,
    n_incidents
from location_weeks
where location_id = $location_id
order by week_start_date
