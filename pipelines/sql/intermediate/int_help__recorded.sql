-- One row per cell that was filled in of the columns of the path of help; the providers stand beside their steps.
-- Why long: which word of which column counts as which measure stands in data/reference/outreach_measures.csv.
-- An empty cell says nothing, as with offers, so a log that lacks a column says nothing of it.
select
    contact_id,
    contact_at,
    'engaged' as log_column,
    engaged as log_word,
    null::varchar as provider_code
from int_contacts__seen
where engaged is not null
union all
select
    contact_id,
    contact_at,
    'retained_1d' as log_column,
    retained_1d as log_word,
    null::varchar as provider_code
from int_contacts__seen
where retained_1d is not null
union all
select
    contact_id,
    contact_at,
    'retained_7d' as log_column,
    retained_7d as log_word,
    null::varchar as provider_code
from int_contacts__seen
where retained_7d is not null
union all
select
    contact_id,
    contact_at,
    'retained_30d' as log_column,
    retained_30d as log_word,
    null::varchar as provider_code
from int_contacts__seen
where retained_30d is not null
union all
select
    contact_id,
    contact_at,
    'navigation' as log_column,
    navigation as log_word,
    coalesce(navigation_provider, 'not_stated') as provider_code
from int_contacts__seen
where navigation is not null
union all
select
    contact_id,
    contact_at,
    'transport' as log_column,
    transport as log_word,
    coalesce(transport_provider, 'not_stated') as provider_code
from int_contacts__seen
where transport is not null
