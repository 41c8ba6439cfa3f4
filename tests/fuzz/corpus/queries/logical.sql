-- owns counter, item
-- reads engine_name

-- query a :one
select @text, @bool
