-- One row per step and provider, still to go through disclosure. Why: who took somebody where they wanted to go.
select
    measure_code,
    column_class,
    provider_code,
    provider_words,
    n_events,
    blank
from path_providers
