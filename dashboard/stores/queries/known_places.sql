-- One row per place that the gazetteer knows, in its order. Why: places are found in words (geo.known_places).
select
    place_kind,
    label,
    x_m,
    y_m,
    n_tickets,
    first_street,
    second_street,
    street_name,
    house_number,
    hints,
    familiarity,
    radius_m,
    name_keys,
    gives_names,
    told_by
from known_places
order by place_no
