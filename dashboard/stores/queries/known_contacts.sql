-- One row per contact that the build knows, by digests. Why: a log that is brought in again is told from a new one.
select
    contact_digest,
    values_digest
from known_contacts
order by contact_digest
