-- The build this file holds: one row. Why: every page says what morning it shows, and for which policy.
select
    build_id,
    as_of_at,
    as_of_date,
    previous_as_of_date,
    is_sample,
    is_reconstructed,
    lookback_days,
    radius_m,
    n_tickets_seen,
    n_tickets_ranked,
    policy_digest
from builds
