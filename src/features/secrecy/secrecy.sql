-- owns secret_destruction, secret_object, secret_copy

-- query secret_last_number :one
-- col number int
select cast(coalesce(max(number), 0) as bigint) as number from secret_destruction

-- query secret_insert :exec
-- param id text
-- param number int
-- param reason text
-- param proposed_id text
-- param proposed_by text
-- param proposed_ms int
insert into secret_destruction (id, number, state, reason, proposed_id, proposed_by, proposed_ms)
values ($1, $2, 'proposed', $3, $4, $5, $6)

-- query secret_object_insert :exec
-- param destruction_id text
-- param position int
-- param kind text
-- param place_table text
-- param place_column text
-- param place_key text
-- param bytes int
-- param sha256 text
-- param written_ms int
-- param author text
insert into secret_object (destruction_id, position, kind, place_table, place_column, place_key,
                           bytes, sha256, written_ms, author)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- query secret_list :many
-- col objects int
select d.id, d.number, d.state, d.reason, d.proposed_id, d.proposed_by, d.proposed_ms,
       d.confirmed_id, d.confirmed_by, d.confirmed_ms, d.done_ms, d.log_is_clean,
       (select count(*) from secret_object o where o.destruction_id = d.id) as objects
from secret_destruction d order by d.number desc

-- query secret_objects :many
-- param destruction_id text
select position, kind, place_table, place_column, place_key, bytes, sha256, written_ms, author,
       destroyed_ms
from secret_object where destruction_id = $1 order by position

-- query secret_copies :many
-- param destruction_id text
select position, name, state from secret_copy where destruction_id = $1 order by position

-- query secret_withdraw :exec
-- param id text
update secret_destruction set state = 'withdrawn' where id = $1 and state = 'proposed'

-- query secret_confirm :exec
-- param id text
-- param confirmed_id text
-- param confirmed_by text
-- param confirmed_ms int
update secret_destruction set state = 'confirmed', confirmed_id = $2, confirmed_by = $3,
                              confirmed_ms = $4
where id = $1 and state = 'proposed'

-- query secret_object_destroyed :exec
-- param destruction_id text
-- param position int
-- param destroyed_ms int
update secret_object set destroyed_ms = $3
where destruction_id = $1 and position = $2 and destroyed_ms is null

-- query secret_copies_clear :exec
-- param destruction_id text
delete from secret_copy where destruction_id = $1

-- query secret_copy_insert :exec
-- param destruction_id text
-- param position int
-- param name text
-- param state text
insert into secret_copy (destruction_id, position, name, state) values ($1, $2, $3, $4)

-- query secret_done :exec
-- param id text
-- param done_ms int
-- param log_is_clean bool
update secret_destruction set state = 'done', done_ms = $2, log_is_clean = $3
where id = $1 and state in ('confirmed', 'done')
