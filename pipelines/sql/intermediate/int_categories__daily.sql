-- One row per ranked category and huddle day on which incidents of it began anywhere in the city.
-- Why: the city as a whole tells what a weekday and a season are worth, for every place alike.
select
    category_code,
    huddle_date,
    count(*) as n_incidents
from int_incidents__dated
group by category_code, huddle_date
