-- owns counter, item
-- reads engine_name

-- query int :one
-- param for int
select 1 as "while"
