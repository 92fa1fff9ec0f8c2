-- One row per signal of the morning. Why: what changed is only what passed a test.
select
    signal_no,
    signal_id,
    category_code,
    category_name,
    location_id,
    place_name,
    district_code,
    neighborhood_name,
    lon,
    lat,
    radius_m,
    n_incidents,
    n_expected,
    window_days,
    window_start_date,
    n_tickets_residents,
    n_tickets_staff,
    surprise,
    nominal_interval_days,
    n_like_it_replayed,
    told_before_date,
    n_incidents_before,
    note_text,
    outline_geojson
from signals
order by signal_no
