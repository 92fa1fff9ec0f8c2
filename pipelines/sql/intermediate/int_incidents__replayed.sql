-- One row per incident of a ranked category, group of reporters and huddle day on which its tickets were opened.
-- Why: a morning played again may weigh an incident by those of its tickets alone that were opened before it.
with

firsts as (
    select
        row_number() over (order by opened_at, ticket_id) as incident_no,
        incident_id,
        category_code,
        x_m,
        y_m,
        opened_at as began_at
    from int_tickets__ranked
    where ticket_id = incident_id
),

by_day as (
    select
        incident_id,
        reporter_group,
        min(opened_at) as opened_at,
        count(*) as n_tickets
    from int_tickets__ranked
    group by
        incident_id,
        reporter_group,
        (timezone('America/New_York', opened_at) - to_hours($huddle_day_starts_hour))::date
)

select
    firsts.incident_no,
    firsts.category_code,
    by_day.reporter_group,
    firsts.x_m,
    firsts.y_m,
    firsts.began_at,
    by_day.opened_at,
    by_day.n_tickets
from by_day
inner join firsts on by_day.incident_id = firsts.incident_id
