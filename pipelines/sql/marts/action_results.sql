-- One row per action at a place that was done within the last year: what came of it, beside comparable places.
-- Why: a promise that was kept is not yet one that helped, and the place's page must say which.
with

judged as (
    select
        * exclude (before_start_day, after_end_day),
        (date '1970-01-01' + before_start_day::integer)::date as before_start_date,
        (date '1970-01-01' + after_end_day::integer)::date as after_end_date
    from int_actions__judged
)

select
    judged.action_id,
    actions.location_id,
    actions.owner_agency_code,
    actions.opened_date,
    actions.closed_date,
    judged.verdict_code,
    judged.window_days,
    judged.before_start_date,
    judged.after_end_date,
    judged.n_days_after,
    judged.n_before,
    judged.n_after,
    judged.n_usual,
    judged.n_expected,
    judged.n_expected_low,
    judged.n_expected_high,
    judged.n_ring_before,
    judged.n_ring_after,
    judged.n_ring_expected,
    judged.n_ring_expected_low,
    judged.n_ring_expected_high,
    judged.wdd,
    judged.wdd_low,
    judged.wdd_high,
    judged.n_comparisons,
    judged.n_fell_as_much,
    judged.comparison_before,
    judged.comparison_after,
    judged.n_other_actions,
    judged.came_back_days,
    judged.is_back_30_days,
    judged.is_back_90_days
from judged
inner join int_actions__seen as actions on judged.action_id = actions.action_id
where actions.closed_date >= $as_of_date - $action_judged_days::integer
