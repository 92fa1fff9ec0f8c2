-- One row per coordinate and neighborhood that tickets there state. Why: the tickets near a point tell its named zone.
select
    x_m,
    y_m,
    neighborhood_name as label,
    sum(n_tickets)::bigint as n_tickets
from int_coordinates__placed
where nullif(neighborhood_name, '') is not null
group by x_m, y_m, neighborhood_name
order by x_m, y_m, neighborhood_name
