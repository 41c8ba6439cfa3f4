-- owns counter, item
-- reads engine_name

-- query a :many
pragma table_info(item)
