-- One row: the build this file holds, and what a reader must know before believing it.
select
    $build_id as build_id,
    $as_of_at as as_of_at,
    $as_of_date as as_of_date,
    (select max(last_listed_date) from raw_crt__location_registry) as previous_as_of_date,
    coalesce((select bool_or(is_sample) from raw_crt__receipts), false) as is_sample,
    coalesce((select bool_or(not is_taken_before) from int_tickets__seen), false) as is_reconstructed,
    $lookback_days as lookback_days,
    $location_radius_m as radius_m,
    (select count(*) from int_tickets__seen) as n_tickets_seen,
    (
        select count(*) from int_tickets__placed
        where is_ranked
    ) as n_tickets_ranked,
    $policy_digest as policy_digest
