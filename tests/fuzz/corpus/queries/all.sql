-- owns counter, item
-- reads engine_name

-- query fixture_counter_add :exec
-- param id text
-- param value int
insert into counter (id, value) values ($1, $2)

-- query fixture_counter :one
-- param id text
select value, is_shown from counter where id = $1

-- query fixture_counter_set :changed
-- param id text
-- param value int
update counter set value = $2 where id = $1

-- query fixture_counter_keep :one
-- param id text
-- param value int
-- Optimistic locking in one statement: no row when somebody else was faster.
insert into counter (id, value) values ($1, $2)
on conflict (id) do update set value = excluded.value where counter.value < excluded.value
returning id, value

-- query fixture_item_add :exec
-- param id text
-- param counter_id text
-- param label text
-- param note text?
-- param is_open bool
-- param weight int?
-- param content bytes?
-- param seen_on text?
insert into item (id, counter_id, label, note, is_open, weight, content, seen_on)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- query fixture_item :one
-- param id text
select * from item where id = $1

-- query fixture_items :many
-- param note text?
-- The items with this note, or all.
select id, label, is_open from item where $1 is null or note = $1 order by label

-- query fixture_items_delete :changed
-- param is_open bool
delete from item where is_open = $1

-- query fixture_items_total :one
-- col items int
-- col weight int?
-- col heaviest bool?
select count(*) as items, cast(sum(weight) as bigint) as weight, max(weight) > 10 as heaviest
from item

-- query fixture_counters_with_items :many
-- col label text?
-- col is_open bool?
select c.id, i.label, i.is_open from counter c left join item i on i.counter_id = c.id
where c.is_shown = true
order by c.id, i.label

-- query fixture_labels_like :many
-- param pattern text
select label from item where label like $1 escape '!' order by label

-- query fixture_any_item :one
-- Two rows are one too many.
select id from item

-- query fixture_wrong_null :many
-- col note text
select note from item

-- query fixture_engine :one
-- col name text
-- col shown text
-- param suffix text
-- engine sqlite
select name, name || ' ' || $1 as shown from engine_name
-- engine postgres
select name, concat(name, ' ', $1) as shown from engine_name
