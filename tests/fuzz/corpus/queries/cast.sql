-- owns counter, item
-- reads engine_name

-- query a :one
-- col b bool
select cast(value > 1 as integer) as b from counter
