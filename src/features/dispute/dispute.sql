-- owns score_thread, score_thread_row
-- reads score_answer, score_entry

-- query threads_of_period :many
-- param cluster_period_id text
select id, unit_id, criterion_id, criterion_code, kind, figure, asks, late_reason, period_revision, at_ms
from score_thread where cluster_period_id = $1 order by at_ms, id

-- query thread_rows_of_period :many
-- param cluster_period_id text
select r.thread_id, r.revision, r.act, r.side, r.body, r.figure, r.author, r.at_ms
from score_thread_row r join score_thread t on t.id = r.thread_id
where t.cluster_period_id = $1 order by r.thread_id, r.revision

-- Answers to feedback sheets that count now and do not agree.
-- query threads_from_answers :many
-- param cluster_period_id text
select a.id, a.unit_id, a.criterion_id, a.comment, a.author, a.at_ms from score_answer a
where a.cluster_period_id = $1 and not a.agrees and a.comment <> ''
  and not exists (select 1 from score_answer n
                  where n.cluster_period_id = a.cluster_period_id and n.unit_id = a.unit_id
                    and coalesce(n.criterion_id, '') = coalesce(a.criterion_id, '')
                    and n.revision > a.revision)
order by a.at_ms, a.id

-- query thread_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text?
-- param criterion_code text
-- param kind text
-- param figure text
-- param asks text
-- param late_reason text
-- param period_revision int
-- param at_ms int
insert into score_thread (id, cluster_period_id, unit_id, criterion_id, criterion_code, kind, figure,
                          asks, late_reason, period_revision, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query thread_row_insert :exec
-- param thread_id text
-- param revision int
-- param act text
-- param side text
-- param body text
-- param figure text
-- param author text
-- param account_id text
-- param at_ms int
insert into score_thread_row (thread_id, revision, act, side, body, figure, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- Whether a stage behind the unit's own decided on a figure since that instant. CRITERION_ID '': on
-- any of the unit's.
-- query thread_decided_since :many
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
-- param at_ms int
select e.criterion_id from score_entry e
where e.cluster_period_id = $1 and e.unit_id = $2 and ($3 = '' or e.criterion_id = $3)
  and e.stage <> 'self' and e.field <> 'agree' and e.at_ms >= $4
limit 1
