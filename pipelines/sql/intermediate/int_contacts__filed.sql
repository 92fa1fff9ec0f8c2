-- One row per contact of a handed-in log before the morning: the version that the morning may know, as
-- int_tickets__versioned.
with

versions as (
    select
        contacts.*,
        row_number() over (
            partition by contacts.contact_id
            order by
                coalesce(files.taken_at < $as_of_at, false) desc,
                case when files.taken_at < $as_of_at then files.taken_at end desc,
                files.taken_at asc,
                contacts.file_id desc,
                contacts.row_number desc
        ) as version_rank
    from stg_outreach__contacts as contacts
    inner join stg_crt__files as files on contacts.file_id = files.file_id
    where contacts.contact_at < $as_of_at
)

select * exclude (version_rank)
from versions
where version_rank = 1
