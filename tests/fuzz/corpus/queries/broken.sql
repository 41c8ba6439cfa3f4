-- owns counter, item
-- reads engine_name

-- query a :many
select 'a