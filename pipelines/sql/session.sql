-- What every connection of the pipelines runs first. Why: a date depends on the session's time zone, DuckDB reads
-- Python variables as tables unless told not to, and it fetches extensions from the internet unless told not to.
set timezone = 'America/New_York';
set python_enable_replacements = false;
set autoinstall_known_extensions = false;
set autoload_known_extensions = false;
-- A progress bar of a slow query would stand in the middle of the JSON that --json promises.
set enable_progress_bar = false;
