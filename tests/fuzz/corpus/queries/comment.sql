-- owns counter, item
-- reads engine_name

-- query a :many
select id /* $1 */ from item -- $2
