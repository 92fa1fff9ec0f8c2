-- One row per place ever listed, up to this morning; each build lands it in data/raw, where the next one finds it.
select * from int_places__registered
