-- One row per location: needles asked for and collected. Why: a request is not a find, and a find is not a request.
select
    location_id,
    n_requested,
    n_requested_residents,
    n_open,
    n_with_sharps,
    n_with_none,
    n_not_told,
    n_collected
from location_sharps
