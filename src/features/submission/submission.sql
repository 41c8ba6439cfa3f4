-- owns submission, submission_end, double_capacity
-- reads cluster, cluster_period, registration, covenant, covenant_version, cluster_handover, score_entry, intake_batch, intake_mend
-- reads score_draft, score_sending, crosscheck_assignment, crosscheck_draft

-- query submission_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param cluster_period_id text?
-- param unit_id text
-- param kind text
-- param object_id text
-- param digest text
-- param note text
-- param author text
-- param account_id text
-- param at_ms int
insert into submission (id, cluster_id, year, cluster_period_id, unit_id, kind, object_id, digest,
                        note, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- query submission_end_insert :exec
-- param submission_id text
-- param state text
-- param reason text
-- param author text
-- param account_id text
-- param at_ms int
insert into submission_end (submission_id, state, reason, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6)

-- Of a cluster's year, newest first.
-- query submissions_of_year :many
-- param cluster_id text
-- param year int
-- col end_state text?
-- col end_reason text?
-- col end_author text?
-- col end_ms int?
select s.id, s.cluster_period_id, s.unit_id, s.kind, s.object_id, s.digest, s.note, s.author,
       s.account_id, s.at_ms, e.state as end_state, e.reason as end_reason, e.author as end_author,
       e.at_ms as end_ms
from submission s left join submission_end e on e.submission_id = s.id
where s.cluster_id = $1 and s.year = $2
order by s.at_ms desc, s.id desc

-- Those that wait for a unit's commander, in all clusters and years.
-- query submissions_waiting :many
-- param unit_id text
-- col slug text
-- col cluster_name text
select s.id, s.cluster_id, c.slug, c.name as cluster_name, s.year, s.kind, s.author, s.at_ms
from submission s join cluster c on c.id = s.cluster_id
where s.unit_id = $1
  and not exists (select 1 from submission_end e where e.submission_id = s.id)
order by s.at_ms, s.id

-- Whose submission of a batch waits.
-- query submission_of_batch :many
-- param batch_id text
select s.unit_id from submission s
where s.object_id = $1 and s.kind = 'scores'
  and not exists (select 1 from submission_end e where e.submission_id = s.id)

-- query submission_digest_registration :one
-- param cluster_id text
-- param year int
-- param unit_id text
-- col revision int
select coalesce(max(r.revision), 0) as revision from registration r
where r.cluster_id = $1 and r.year = $2 and r.unit_id = $3

-- query submission_digest_covenant :one
-- param version_id text
-- param cluster_id text
-- param year int
select v.digest, c.code from covenant_version v join covenant c on c.id = v.covenant_id
where v.id = $1 and c.cluster_id = $2 and c.year = $3
  and v.number = (select max(n.number) from covenant_version n where n.covenant_id = c.id)

-- query submission_digest_handover :one
-- param handover_id text
-- param cluster_id text
-- param year int
-- param unit_id text
select h.recorded_ms from cluster_handover h
where h.id = $1 and h.cluster_id = $2 and h.year = $3 and h.to_unit_id = $4
  and h.confirmed_ms is null and h.withdrawn_ms is null

-- query submission_digest_feedback :one
-- param cluster_period_id text
-- param unit_id text
-- col revision int
select coalesce(max(e.period_revision), 0) as revision from score_entry e
where e.cluster_period_id = $1 and e.unit_id = $2

-- The newest of what was typed in the page, and what of it was sent.
-- query submission_digest_grid :one
-- param cluster_period_id text
-- param unit_id text
-- col number int
-- col sent int
select coalesce(max(d.number), 0) as number,
       coalesce((select max(s.draft_number) from score_sending s
                 where s.cluster_period_id = $1 and s.unit_id = $2), 0) as sent
from score_draft d where d.cluster_period_id = $1 and d.unit_id = $2

-- What the checking unit entered of the unit it is assigned to.
-- query submission_digest_crosscheck :one
-- param assignment_id text
-- param unit_id text
-- col last_ms int
select a.cluster_period_id,
       cast(coalesce((select max(d.at_ms) from crosscheck_draft d
                      where d.cluster_period_id = a.cluster_period_id
                        and d.checker_unit_id = a.checker_unit_id
                        and d.target_unit_id = a.target_unit_id), 0) as bigint) as last_ms
from crosscheck_assignment a
where a.id = $1 and a.checker_unit_id = $2 and a.withdrawn_ms is null

-- query submission_digest_batch :one
-- param batch_id text
-- col mends int
-- col last_ms int
select b.cluster_period_id, b.state, b.account_id, b.author,
       (select count(*) from intake_mend m where m.batch_id = b.id) as mends,
       coalesce((select max(m.at_ms) from intake_mend m where m.batch_id = b.id), 0) as last_ms
from intake_batch b where b.id = $1

-- query double_capacity_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param cluster_period_id text?
-- param unit_id text
-- param kind text
-- param object_kind text
-- param object_id text
-- param author text
-- param account_id text
-- param at_ms int
insert into double_capacity (id, cluster_id, year, cluster_period_id, unit_id, kind, object_kind,
                             object_id, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query double_capacities :many
-- param cluster_id text
-- param year int
-- param unit_id text
select kind, object_kind, object_id, cluster_period_id, author, at_ms from double_capacity
where cluster_id = $1 and year = $2 and unit_id = $3 order by at_ms, id

-- Whether the account brought some of the unit's own figures of a half-year, by a sheet or in the page.
-- query submission_entered_scores :many
-- param cluster_period_id text
-- param unit_id text
-- param account_id text
-- col id text
select b.id from intake_batch b
where b.cluster_period_id = $1 and b.account_id = $3 and b.state = 'confirmed'
  and exists (select 1 from score_entry e
              where e.cluster_period_id = $1 and e.unit_id = $2 and e.batch_id = b.id)
union all
select d.id from score_draft d
where d.cluster_period_id = $1 and d.unit_id = $2 and d.account_id = $3
limit 1
