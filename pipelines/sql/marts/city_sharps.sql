-- One row: needles asked for through 311 in the lookback, city-wide, and what the closing texts say was collected.
select
    $build_id as build_id,
    count(told.ticket_id) as n_requested,
    count(told.ticket_id) filter (where told.is_by_residents) as n_requested_residents,
    count(told.ticket_id) filter (where told.is_open) as n_open,
    count(told.ticket_id) filter (where told.n_collected > 0) as n_with_sharps,
    count(told.ticket_id) filter (where told.n_collected = 0) as n_with_none,
    count(told.ticket_id) filter (where not told.is_open and told.n_collected is null) as n_not_told,
    sum(told.n_collected)::bigint as n_collected
from int_sharps__told as told
