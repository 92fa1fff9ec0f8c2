-- One row per incident of a ranked category and group of reporters: what its score is made from, and no more.
-- View: its id is the widest column, and no score asks for it.
select
    category_code,
    reporter_group,
    began_at,
    x_m,
    y_m,
    damped,
    n_incidents
from int_incidents__damped
