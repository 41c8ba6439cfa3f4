-- owns counter, item
-- reads engine_name

-- query a :exec
-- param a int
delete from item
