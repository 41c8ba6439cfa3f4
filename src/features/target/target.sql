-- owns target_item, target_item_entry, target_entry, target_lock, target_import
-- reads cluster, cluster_period, score_entry

-- query target_item_entries :many
-- param cluster_id text
-- param year int
-- param known_ms int
select i.id, i.number, e.revision, e.name, e.name_fold, e.measure, e.direction, e.is_cumulative,
       e.for_all, e.group_name, e.position, e.criterion_code, e.is_removed, e.decision_number,
       e.decision_date, e.decision_issuer, e.decision_code, e.after_lock, e.author, e.at_ms, e.reason
from target_item i join target_item_entry e on e.item_id = i.id
where i.cluster_id = $1 and i.year = $2 and e.at_ms <= $3
order by i.number, e.revision

-- query target_entries :many
-- param cluster_id text
-- param year int
-- param known_ms int
select i.number, e.unit_id, e.revision, e.state, e.source, e.value, e.first_half,
       e.decision_number, e.decision_date, e.decision_issuer, e.decision_code, e.after_lock,
       e.author, e.at_ms, e.reason
from target_item i join target_entry e on e.item_id = i.id
where i.cluster_id = $1 and i.year = $2 and e.at_ms <= $3
order by i.number, e.unit_id, e.revision

-- query target_lock_find :one
-- param cluster_id text
-- param year int
select document_number, document_date, document_issuer, document_code, note, author, at_ms
from target_lock where cluster_id = $1 and year = $2

-- query target_scores_begun :one
-- param cluster_id text
-- param first_code text
-- param second_code text
-- col begun int
select cast(count(*) as bigint) as begun from cluster_period p
where p.cluster_id = $1 and p.code in ($2, $3)
  and exists (select 1 from score_entry e where e.cluster_period_id = p.id)

-- query target_heads :many
-- param cluster_id text
-- param first_code text
-- param second_code text
-- col head_unit_id text
select p.head_unit_id from cluster_period p
where p.cluster_id = $1 and p.code in ($2, $3) and p.head_unit_id is not null

-- query target_item_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param number int
insert into target_item (id, cluster_id, year, number) values ($1, $2, $3, $4)

-- query target_item_entry_insert :exec
-- param item_id text
-- param revision int
-- param name text
-- param name_fold text
-- param measure text
-- param direction text
-- param is_cumulative bool
-- param for_all bool
-- param group_name text
-- param position int
-- param criterion_code text
-- param is_removed bool
-- param decision_number text
-- param decision_date text?
-- param decision_issuer text
-- param decision_code text
-- param after_lock bool
-- param author text
-- param at_ms int
-- param reason text
insert into target_item_entry (item_id, revision, name, name_fold, measure, direction,
                               is_cumulative, for_all, group_name, position, criterion_code,
                               is_removed, decision_number, decision_date, decision_issuer,
                               decision_code, after_lock, author, at_ms, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- query target_entry_insert :exec
-- param item_id text
-- param unit_id text
-- param revision int
-- param state text
-- param source text
-- param value text?
-- param first_half text?
-- param decision_number text
-- param decision_date text?
-- param decision_issuer text
-- param decision_code text
-- param after_lock bool
-- param author text
-- param at_ms int
-- param reason text
insert into target_entry (item_id, unit_id, revision, state, source, value, first_half,
                          decision_number, decision_date, decision_issuer, decision_code,
                          after_lock, author, at_ms, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- query target_lock_insert :exec
-- param cluster_id text
-- param year int
-- param document_number text
-- param document_date text?
-- param document_issuer text
-- param document_code text
-- param note text
-- param author text
-- param at_ms int
insert into target_lock (cluster_id, year, document_number, document_date, document_issuer,
                         document_code, note, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query target_import_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param name text
-- param kind text
-- param sha256 text
-- param content bytes
-- param author text
-- param created_ms int
insert into target_import (id, cluster_id, year, name, kind, sha256, content, author, created_ms,
                           stored_ms, stored_count)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, 0)

-- query target_import_find :one
-- param id text
-- param cluster_id text
-- param year int
-- col is_stored bool
select name, kind, content, stored_count, stored_ms is not null as is_stored
from target_import where id = $1 and cluster_id = $2 and year = $3

-- query target_import_stored :changed
-- param id text
-- param stored_ms int
-- param stored_count int
update target_import set stored_ms = $2, stored_count = $3 where id = $1 and stored_ms is null

-- query target_citings :many
-- param code text
-- param number text
-- col cluster_id text
-- col slug text
-- col cluster text
-- col year int
-- col number int
-- col name text
-- col decision_number text
-- col decision_date text?
-- col decision_issuer text
-- col decision_code text
select c.id as cluster_id, c.slug as slug, c.name as cluster, i.year as year, i.number as number,
       e.name as name, e.decision_number as decision_number, e.decision_date as decision_date,
       e.decision_issuer as decision_issuer, e.decision_code as decision_code
from target_item i join cluster c on c.id = i.cluster_id join target_item_entry e on e.item_id = i.id
where (e.decision_code = $1 or e.decision_number like '%' || $2 || '%' escape '!') and not e.is_removed
  and e.revision = (select max(n.revision) from target_item_entry n where n.item_id = i.id)
union
select c.id, c.slug, c.name, i.year, i.number, e.name, t.decision_number, t.decision_date,
       t.decision_issuer, t.decision_code
from target_entry t join target_item i on i.id = t.item_id join cluster c on c.id = i.cluster_id
join target_item_entry e on e.item_id = i.id
where (t.decision_code = $1 or t.decision_number like '%' || $2 || '%' escape '!') and not e.is_removed
  and e.revision = (select max(n.revision) from target_item_entry n where n.item_id = i.id)
  and t.revision = (select max(n.revision) from target_entry n
                    where n.item_id = t.item_id and n.unit_id = t.unit_id)
union
select c.id, c.slug, c.name, l.year, 0, '', l.document_number, l.document_date, l.document_issuer,
       l.document_code
from target_lock l join cluster c on c.id = l.cluster_id
where l.document_code = $1 or l.document_number like '%' || $2 || '%' escape '!'
order by 4 desc, 3, 5
