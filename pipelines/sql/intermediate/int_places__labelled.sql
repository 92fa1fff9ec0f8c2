-- One row per place text and coordinate: what the gazetteer of names is made from.
select
    place_text,
    x_m,
    y_m,
    count(*) as n_tickets
from int_tickets__placed
where place_text is not null
group by place_text, x_m, y_m
order by place_text, x_m, y_m
