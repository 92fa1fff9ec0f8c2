-- One row per location. Why: one neighbor who writes every day must not be taken for many.
select
    location_id,
    n_tickets_residents,
    n_sources,
    n_sources_for_half,
    n_tickets_largest_source,
    largest_source_channel,
    n_tickets_in_bursts
from location_reports
