-- owns counter, item
-- reads engine_name

-- query a :one
-- param id text
insert into counter (id, value) values ($1, 0) on conflict (id) do update set value = counter.value + 1 returning value
