-- reads item
-- query a :exec
delete from item
