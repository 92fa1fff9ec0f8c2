-- One row per place text and coordinate: what the gazetteer of names is made from.
select
    place_text,
    x_m,
    y_m,
    sum(n_tickets)::bigint as n_tickets
from int_coordinates__placed
where place_text is not null
group by place_text, x_m, y_m
order by place_text, x_m, y_m
