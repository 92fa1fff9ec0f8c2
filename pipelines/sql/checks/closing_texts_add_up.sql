-- severity: stop
-- meaning: needle tickets whose closing text was read in a way that the reviewed table of readings does not have.
-- next step: add the reading to data/reference/closing_readings.csv (its words, and whether it gives a number).
select city.n_requested
from city_sharps as city
where city.n_requested is distinct from (select sum(readings.n_tickets) from closing_readings as readings)
