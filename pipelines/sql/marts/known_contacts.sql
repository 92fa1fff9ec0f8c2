-- One row per contact of the logs before the morning, told by digests alone.
-- Why published: a page that brings in a log says which of its rows are known, without a word, place or time of any.
select
    sha256(trim(regexp_replace(contact_id, '\s+', ' ', 'g'))) as contact_digest,
    values_digest
from int_contacts__filed
order by contact_digest
