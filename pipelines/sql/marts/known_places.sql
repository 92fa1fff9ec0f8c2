-- One row per place that the gazetteer knows, in its order.
-- Why published: a page that finds a place in words answers as this build does, without reading what was handed in.
select
    place_no,
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
from int_places__known
order by place_no
