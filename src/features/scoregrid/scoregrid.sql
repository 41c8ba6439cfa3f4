-- owns score_draft
-- reads score_entry

-- The newest of each cell and field of a unit.
-- query drafts_of_unit :many
-- param cluster_period_id text
-- param unit_id text
-- col number int
select d.number, d.criterion_id, d.criterion_code, d.field, d.value, d.basis, d.author, d.account_id,
       d.at_ms
from (select max(number) as number from score_draft
      where cluster_period_id = $1 and unit_id = $2 group by criterion_id, field) n
join score_draft d on d.cluster_period_id = $1 and d.unit_id = $2 and d.number = n.number
order by d.number

-- The same of all units, results alone: who has come how far.
-- query drafts_of_period :many
-- param cluster_period_id text
select d.unit_id, d.number, d.criterion_id, d.value, d.basis, d.at_ms
from score_draft d
where d.cluster_period_id = $1 and d.field = 'actual'
  and d.number = (select max(n.number) from score_draft n
                  where n.cluster_period_id = d.cluster_period_id and n.unit_id = d.unit_id
                    and n.criterion_id = d.criterion_id and n.field = d.field)
order by d.unit_id, d.number

-- What a number held: for judging who saw what.
-- query draft_at :one
-- param cluster_period_id text
-- param unit_id text
-- param number int
select criterion_id, field, value from score_draft
where cluster_period_id = $1 and unit_id = $2 and number = $3

-- query draft_entry_at :one
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
-- param field text
-- param revision int
select value from score_entry
where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3 and stage = 'self'
  and field = $4 and revision = $5

-- query draft_last :one
-- param cluster_period_id text
-- param unit_id text
-- col number int
-- col at_ms int
select coalesce(max(number), 0) as number, coalesce(max(at_ms), 0) as at_ms from score_draft
where cluster_period_id = $1 and unit_id = $2

-- When each unit last saved something.
-- query draft_lasts :many
-- param cluster_period_id text
-- col number int
-- col at_ms int
select unit_id, max(number) as number, max(at_ms) as at_ms from score_draft
where cluster_period_id = $1 group by unit_id order by unit_id

-- All that was ever typed into a cell, newest first.
-- query drafts_of_cell :many
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
select number, field, value, how, author, at_ms from score_draft
where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3 order by number desc

-- query draft_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param number int
-- param criterion_id text
-- param criterion_code text
-- param field text
-- param value text?
-- param basis int
-- param how text
-- param author text
-- param account_id text
-- param at_ms int
insert into score_draft (id, cluster_period_id, unit_id, number, criterion_id, criterion_code, field,
                         value, basis, how, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
