-- One row: the city's needle tickets and what their closing texts say was collected. Why: the foot of closing_readings.
select
    n_requested,
    n_collected
from city_sharps
