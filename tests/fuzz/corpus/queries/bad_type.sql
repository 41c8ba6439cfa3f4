-- owns counter, item
-- reads engine_name

-- query a :one
-- param a date
select 1