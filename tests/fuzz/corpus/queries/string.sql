-- owns counter, item
-- reads engine_name

-- query a :many
select 'a''b' as t, "id" from item where label = '$1'
