-- owns counter, item
-- reads engine_name

-- query a :one
-- param id text
select value, is_shown from counter where id = $1
