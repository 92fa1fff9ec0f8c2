-- One row per action at a place opened before the morning, with the centre of its place.
-- Why: one closed on this morning's huddle or a later one is still open to it, whatever was handed over since.
select
    actions.action_id,
    actions.location_id,
    actions.owner_agency_code,
    actions.opened_date,
    case when actions.closed_date < $as_of_date then actions.closed_date end as closed_date,
    coalesce(actions.closed_date < $as_of_date and actions.status_code = 'done', false) as is_done,
    places.x_m,
    places.y_m
from stg_crt__actions as actions
left join raw_crt__action_places as places on actions.action_id = places.action_id
where
    actions.opened_date < $as_of_date
    -- One that ended so long ago is no longer compared, and stands in no comparison's way.
    and coalesce(actions.closed_date >= $as_of_date - 2 * $action_judged_days::integer, true)
