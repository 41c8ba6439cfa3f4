-- owns counter, item
-- reads engine_name

-- query a :exec
delete from item
-- query a :exec
delete from item
