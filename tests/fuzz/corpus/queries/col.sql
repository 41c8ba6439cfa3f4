-- owns counter, item
-- reads engine_name

-- query a :many
-- col n int
select count(*) as n from item
