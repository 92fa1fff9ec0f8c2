-- What every connection of the pipelines runs first. Why: a date depends on the session's time zone, DuckDB reads
-- Python variables as tables unless told not to, and it fetches extensions from the internet unless told not to.
set timezone = 'America/New_York';
set python_enable_replacements = false;
set autoinstall_known_extensions = false;
set autoload_known_extensions = false;
-- A progress bar of a slow query would stand in the middle of the JSON that --json promises.
set enable_progress_bar = false;
-- The one way in which a stamp becomes an instant, by the clock of its file. A clock of eastern_minus_offset had the
-- UTC offset subtracted twice: reading the stamp as New York time gives an instant whose UTC reading is the New York
-- time that was meant.
create temp macro as_instant(stamp, clock_regime) as case clock_regime
    when 'utc' then timezone('UTC', stamp)
    when 'eastern_minus_offset'
        then timezone('America/New_York', timezone('UTC', timezone('America/New_York', stamp)))
    else timezone('America/New_York', stamp)
end;
-- Whole days from one instant to a later one, a day being 24 hours. Why not by subtracting them: that asks the calendar
-- for every pair and takes hundreds of times as long.
create temp macro days_since(from_at, until_at) as ((epoch_us(until_at) - epoch_us(from_at)) // 86400000000)::integer;
