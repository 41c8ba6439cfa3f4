-- owns counter, item
-- reads engine_name

-- query a :one
select 1 + 1
