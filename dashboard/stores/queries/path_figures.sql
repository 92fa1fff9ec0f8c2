-- One row per measure of the path of help, still to go through disclosure. Why: how far offers came, stage by stage.
select
    measure_code,
    column_class,
    n_events,
    blank
from path_figures
order by measure_code
