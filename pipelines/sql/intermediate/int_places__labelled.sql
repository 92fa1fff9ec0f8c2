-- One row per place text and coordinate: what the gazetteer of names is made from.
-- Why the neighborhood: two corners of one name are told apart by it; the City's lines say it before the tickets do.
select
    placed.place_text,
    placed.x_m,
    placed.y_m,
    coalesce(max(settled.neighborhood_name), max(nullif(placed.neighborhood_name, ''))) as neighborhood_name,
    sum(placed.n_tickets)::bigint as n_tickets
from int_coordinates__placed as placed
inner join int_coordinates__settled as settled on placed.lon = settled.lon and placed.lat = settled.lat
where placed.place_text is not null
group by placed.place_text, placed.x_m, placed.y_m
order by placed.place_text, placed.x_m, placed.y_m
