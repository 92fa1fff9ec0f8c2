-- One row per event of the path of help in the lookback: of an event, not of a person, and nothing joins two of them.
-- Why: the path's tables read one model, so that a second source is one more branch here. Those of the outreach log are
-- the rows that make its other figures, not counted anew.
select
    'outreach' as source_code,
    measured.contact_id || ' ' || measured.measure_code as event_id,
    measured.measure_code,
    contacts.contact_at as event_at,
    (timezone('America/New_York', contacts.contact_at) - to_hours($huddle_day_starts_hour))::date as huddle_date,
    recorded.provider_code,
    measured.n_events
from int_outreach__measured as measured
inner join int_help__collected as measures on measured.measure_code = measures.measure_code
inner join int_contacts__seen as contacts on measured.contact_id = contacts.contact_id
left join int_help__recorded as recorded
    on measured.contact_id = recorded.contact_id and measures.log_column = recorded.log_column
