-- The values that the next query names, as one variable. Why not as the query's own: what is asked with values of its
-- own is worked out at once and laid in memory, and would be copied from there into its table.
set variable given = $given;
