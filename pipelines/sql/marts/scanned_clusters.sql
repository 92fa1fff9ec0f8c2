-- One row per cluster that the week's scan found, and whether the morning's own rule tells a signal there too.
select
    row_number() over (
        order by clusters.log_likelihood_ratio desc, clusters.category_code asc, clusters.x_m asc, clusters.y_m asc
    ) as cluster_no,
    clusters.category_code,
    categories.category_name,
    clusters.place_name,
    clusters.lon,
    clusters.lat,
    clusters.radius_m,
    clusters.start_date::date as start_date,
    clusters.end_date::date as end_date,
    clusters.n_incidents,
    clusters.n_expected,
    clusters.log_likelihood_ratio,
    clusters.p_value,
    clusters.recurrence_interval_days,
    (
        select count(*)
        from int_signals__found as signals
        where
            signals.category_code = clusters.category_code
            and pow(signals.x_m - clusters.x_m, 2) + pow(signals.y_m - clusters.y_m, 2)
            <= pow(clusters.radius_m + $location_radius_m, 2)
    ) > 0 as is_signal_too
from int_clusters__scanned as clusters
inner join ref_categories as categories on clusters.category_code = categories.category_code
order by cluster_no
