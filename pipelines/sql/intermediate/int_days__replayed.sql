-- One row: the first instant of the days that a line, a season and a weekday are told from.
-- Why so far back: every replayed morning needs a year of its own before it.
select
    timezone(
        'America/New_York',
        (
            $as_of_date
            - greatest(
                $signal_replay_days + $signal_history_days + $signal_apart_days + 7, $scan_days + 7
            )::integer
        )::timestamp
    ) as first_at
