-- No rows. Why: every read of a build runs on the city's clock, and never sees a Python variable by its name.
set timezone = 'America/New_York';
set python_enable_replacements = false;
set enable_progress_bar = false;
