-- owns score_sending
-- reads score_entry

-- query sendings_of_period :many
-- param cluster_period_id text
select unit_id, number, manner, batch_id, draft_number, cells, digest, reason, author, at_ms
from score_sending where cluster_period_id = $1 order by unit_id, number

-- Units of whom there are scores of their own, of before sendings were written down.
-- query sending_reported :many
-- param cluster_period_id text
-- col first_ms int
-- col last_ms int
select unit_id, min(at_ms) as first_ms, max(at_ms) as last_ms from score_entry
where cluster_period_id = $1 and stage = 'self' group by unit_id order by unit_id

-- The same of one unit.
-- query sendings_of_unit :many
-- param cluster_period_id text
-- param unit_id text
select number, manner, batch_id, draft_number, cells, digest, reason, author, at_ms
from score_sending where cluster_period_id = $1 and unit_id = $2 order by number

-- query sending_reported_of_unit :one
-- param cluster_period_id text
-- param unit_id text
-- col first_ms int
-- col last_ms int
select coalesce(min(at_ms), 0) as first_ms, coalesce(max(at_ms), 0) as last_ms from score_entry
where cluster_period_id = $1 and unit_id = $2 and stage = 'self'

-- query sending_next :one
-- param cluster_period_id text
-- param unit_id text
-- col number int
select coalesce(max(number), 0) + 1 as number from score_sending
where cluster_period_id = $1 and unit_id = $2

-- query sending_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param number int
-- param manner text
-- param batch_id text?
-- param draft_number int
-- param cells int
-- param digest text
-- param reason text
-- param author text
-- param account_id text
-- param at_ms int
insert into score_sending (id, cluster_period_id, unit_id, number, manner, batch_id, draft_number,
                           cells, digest, reason, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
