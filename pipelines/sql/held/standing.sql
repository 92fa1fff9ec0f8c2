-- One row: whether this morning can be told from the held tables and what changed since, whether they are of a later
-- morning, and of which. They cannot where they were made by other rules or are later, where a file they know is gone,
-- or where a file that comes now was taken before one they have judged by: then earlier answers would change.
select
    coalesce(bool_or(made_by = $made_by and as_of_at > $as_of_at), false) as is_later,
    coalesce(bool_or(made_by = $made_by and as_of_at <= $as_of_at), false)
    and not exists (
        select 1 from held.main.held_files as known
        left join stg_crt__files as files on known.file_id = files.file_id
        where files.taken_at is distinct from known.taken_at
    )
    and not exists (
        select 1 from changed_files
        where
            changed_files.taken_at <= (
                select max(known.taken_at)
                from held.main.held_files as known
                cross join held.main.held_key as of_morning
                where known.taken_at < of_morning.as_of_at
            )
    ) as can_be_brought_up,
    max(as_of_at) as held_as_of_at
from held.main.held_key
