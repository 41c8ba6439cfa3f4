-- owns score_freeze, score_addendum

-- query freeze_insert :exec
-- param id text
-- param cluster_period_id text
-- param revision int
-- param digest text
-- param content text
-- param at_ms int
insert into score_freeze (id, cluster_period_id, revision, digest, content, at_ms)
values ($1, $2, $3, $4, $5, $6)

-- query freezes_of_period :many
-- param cluster_period_id text
select f.revision, f.digest, f.at_ms from score_freeze f
where f.cluster_period_id = $1 order by f.revision desc

-- query freeze_content :one
-- param cluster_period_id text
-- param revision int
select digest, content from score_freeze where cluster_period_id = $1 and revision = $2

-- query addendum_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text?
-- param criterion_code text
-- param closed_value text
-- param value text
-- param paper_number text
-- param paper_date text
-- param reason text
-- param author text
-- param account_id text
-- param at_ms int
insert into score_addendum (id, cluster_period_id, unit_id, criterion_id, criterion_code, closed_value,
                            value, paper_number, paper_date, reason, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- query addenda_of_period :many
-- param cluster_period_id text
select id, unit_id, criterion_id, criterion_code, closed_value, value, paper_number, paper_date, reason,
       author, at_ms, withdrawn_ms, withdrawn_by, withdrawn_reason
from score_addendum where cluster_period_id = $1 order by at_ms desc, id desc

-- query addendum_withdraw :changed
-- param cluster_period_id text
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_account text
-- param withdrawn_reason text
update score_addendum set withdrawn_ms = $3, withdrawn_by = $4, withdrawn_account = $5,
       withdrawn_reason = $6
where cluster_period_id = $1 and id = $2 and withdrawn_ms is null
