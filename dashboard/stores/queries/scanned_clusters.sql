-- One row per cluster of the week's scan.
select
    cluster_no,
    category_name,
    place_name,
    radius_m,
    start_date,
    end_date,
    n_incidents,
    n_expected,
    log_likelihood_ratio,
    p_value,
    recurrence_interval_days,
    is_signal_too
from scanned_clusters
order by cluster_no
