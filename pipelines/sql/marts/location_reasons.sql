-- One row per reason a location is on the list, strongest first.
select * from int_locations__reasoned
