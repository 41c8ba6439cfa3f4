-- owns unit

-- query unit_by_slug :one
-- param slug text
select id, slug, name, parent_id from unit where slug = $1

-- query unit_by_name :many
-- param name_fold text
select id, slug, name, parent_id from unit where name_fold = $1 and valid_to is null
order by created_ms

-- query unit_insert :exec
-- param id text
-- param slug text
-- param name text
-- param name_fold text
-- param sort_key text
-- param parent_id text?
-- param created_ms int
insert into unit (id, slug, name, name_fold, sort_key, parent_id, created_ms)
values ($1, $2, $3, $4, $5, $6, $7)
