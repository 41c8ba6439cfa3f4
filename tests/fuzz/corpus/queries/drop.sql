-- owns counter, item
-- reads engine_name

-- query a :exec
drop table item
