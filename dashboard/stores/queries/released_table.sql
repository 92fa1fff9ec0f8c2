-- Every row of one table of the reviewed list `released_tables`, as the contract has it.
-- Why whole: an auditor reads all of it; pages read the rows they draw.
select * from query_table($table_name)
