-- One row per contact and kind of offer, with what was written of it, null where nothing was.
-- Why: what counts offers and what times gaps read the same four columns of the log.
select
    contact_id,
    'shelter' as offer_kind,
    shelter_offer as answer
from int_contacts__seen
union all
select
    contact_id,
    'treatment' as offer_kind,
    treatment_offer as answer
from int_contacts__seen
union all
select
    contact_id,
    'transport' as offer_kind,
    transport_offer as answer
from int_contacts__seen
union all
select
    contact_id,
    'storage' as offer_kind,
    storage_offer as answer
from int_contacts__seen
