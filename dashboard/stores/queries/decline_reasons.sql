-- One row per reason for declining, the sum among them. Why raw: geo.disclosure releases them, no page.
select
    reasons.reason_code,
    reasons.column_class,
    reasons.n_events,
    reasons.blank
from decline_reasons as reasons
