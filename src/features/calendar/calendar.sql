-- owns calendar_row, calendar_extension, calendar_mark
-- reads cluster

-- query calendar_rows :many
-- param cluster_id text
-- param year int
select row_id, revision, title, kind, half, starts, deadline, by_unit, note, basis, removed, reason,
       author, at_ms
from calendar_row where cluster_id = $1 and year = $2 order by row_id, revision

-- query calendar_extensions :many
-- param cluster_id text
-- param year int
select row_id, unit_id, revision, deadline, reason, author, at_ms
from calendar_extension where cluster_id = $1 and year = $2 order by row_id, unit_id, revision

-- query calendar_marks :many
-- param cluster_id text
-- param year int
select row_id, unit_id, revision, received_on, incomplete, remark, author, at_ms
from calendar_mark where cluster_id = $1 and year = $2 order by row_id, unit_id, revision

-- query calendar_years :many
-- param from_year int
-- param to_year int
-- param clusters text
select c.id, c.slug, y.year
from (select distinct cluster_id, year from calendar_row where year >= $1 and year <= $2) y
join cluster c on c.id = y.cluster_id
where ($3 = '' or $3 like '%,' || c.id || ',%' escape '\')
order by y.year desc, c.name, c.slug

-- query calendar_row_insert :exec
-- param id text
-- param row_id text
-- param revision int
-- param cluster_id text
-- param year int
-- param title text
-- param kind text
-- param half int
-- param starts text?
-- param deadline text
-- param by_unit bool
-- param note text
-- param basis text
-- param removed bool
-- param reason text
-- param author text
-- param at_ms int
insert into calendar_row (id, row_id, revision, cluster_id, year, title, kind, half, starts, deadline,
                          by_unit, note, basis, removed, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- query calendar_extension_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param row_id text
-- param unit_id text
-- param revision int
-- param deadline text?
-- param reason text
-- param author text
-- param at_ms int
insert into calendar_extension (id, cluster_id, year, row_id, unit_id, revision, deadline, reason,
                                author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- query calendar_mark_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param row_id text
-- param unit_id text
-- param revision int
-- param received_on text?
-- param incomplete bool
-- param remark text
-- param author text
-- param at_ms int
insert into calendar_mark (id, cluster_id, year, row_id, unit_id, revision, received_on, incomplete,
                           remark, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query calendar_citings :many
-- param code text
-- param number text
-- col cluster_id text
-- col slug text
-- col cluster text
select c.id as cluster_id, c.slug as slug, c.name as cluster, r.year, r.row_id, r.title, r.basis
from calendar_row r join cluster c on c.id = r.cluster_id
where (r.basis = $1 or r.basis like '%' || $2 || '%' escape '!') and not r.removed
  and r.revision = (select max(n.revision) from calendar_row n where n.row_id = r.row_id)
order by r.year desc, c.name, r.deadline, r.row_id
