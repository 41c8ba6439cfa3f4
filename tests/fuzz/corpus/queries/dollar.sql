-- owns counter, item
-- reads engine_name

-- query a :one
select $0, $99999999999, $
