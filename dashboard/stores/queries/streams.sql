-- One row per stream watched. Why: what fell silent without its feed being late is told in the first minute.
select
    feed_name,
    stream_kind,
    stream_name,
    status,
    since_date,
    last_date,
    usual_per_day,
    n_tickets,
    n_expected_low,
    n_expected_high,
    told_text
from streams
order by feed_name asc, stream_kind desc, usual_per_day desc, stream_name asc
