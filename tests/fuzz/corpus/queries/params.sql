-- owns counter, item
-- reads engine_name

-- query a :many
-- param x int?
-- param y text
select id from item where $1 is null or $2 = label and $3 = 1
