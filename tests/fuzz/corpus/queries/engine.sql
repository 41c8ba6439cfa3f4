-- owns counter, item
-- reads engine_name

-- query a :one
-- engine sqlite
select 1 as x
-- engine postgres
select 2 as x
