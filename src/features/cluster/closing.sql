-- owns cluster_closing
-- reads cluster, cluster_period, score_entry, score_answer, review_text, review_item, intake_batch, intake_mend
-- reads score_draft, score_sending, score_freeze, score_thread, score_thread_row
-- reads criteria_table, adoption_record, scoring_rule_basis, calendar_row, calendar_extension, calendar_mark
-- reads target_item, target_item_entry, target_entry, target_lock, target_import
-- reads covenant, covenant_text, covenant_version, covenant_signature
-- reads registration, registration_event, registration_deadline
-- reads plan, plan_entry, plan_task, plan_task_entry, plan_progress, plan_outcome
-- reads cluster_meeting, cluster_handover, movement_participation, movement_commitment, movement_progress

-- query closing_of_period :one
-- param cluster_period_id text
-- col digest text?
select c.revision, c.is_closed, c.reason, c.author, c.at_ms, f.digest
from cluster_closing c
left join score_freeze f on f.cluster_period_id = c.cluster_period_id and f.revision = c.revision
where c.cluster_period_id = $1 order by c.revision desc limit 1

-- query closing_of_year :one
-- param cluster_id text
-- param year int
select revision, is_closed, reason, author, at_ms from cluster_closing
where cluster_id = $1 and year = $2 and cluster_period_id is null order by revision desc limit 1

-- The years of a cluster that are closed, with the row that closed them.
-- query closing_years_closed :many
-- param cluster_id text
-- param first int
-- param last int
select c.year, c.author, c.at_ms from cluster_closing c
where c.cluster_id = $1 and c.year >= $2 and c.year <= $3 and c.cluster_period_id is null
  and c.is_closed
  and not exists (select 1 from cluster_closing n
                  where n.cluster_id = c.cluster_id and n.year = c.year
                    and n.cluster_period_id is null and n.revision > c.revision)
order by c.year

-- query closing_rows_of_period :many
-- param cluster_period_id text
select revision, is_closed, reason, checked, author, at_ms from cluster_closing
where cluster_period_id = $1 order by revision desc

-- query closing_rows_of_year :many
-- param cluster_id text
-- param year int
select revision, is_closed, reason, checked, author, at_ms from cluster_closing
where cluster_id = $1 and year = $2 and cluster_period_id is null order by revision desc

-- query closing_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param cluster_period_id text?
-- param revision int
-- param is_closed bool
-- param reason text
-- param checked text
-- param author text
-- param account_id text
-- param at_ms int
insert into cluster_closing (id, cluster_id, year, cluster_period_id, revision, is_closed, reason,
                             checked, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- When something of the half-year was last recorded; 0: never.
-- query closing_last_of_period :one
-- param cluster_period_id text
-- col last_ms int
select coalesce(max(r.at_ms), 0) as last_ms from (
    select max(e.at_ms) as at_ms from score_entry e where e.cluster_period_id = $1
    union all select max(a.at_ms) from score_answer a where a.cluster_period_id = $1
    union all select max(d.at_ms) from score_draft d where d.cluster_period_id = $1
    union all select max(s.at_ms) from score_sending s where s.cluster_period_id = $1
    union all select max(r.at_ms) from score_thread_row r join score_thread t on t.id = r.thread_id
              where t.cluster_period_id = $1
    union all select max(t.at_ms) from review_text t where t.cluster_period_id = $1
    union all select max(i.at_ms) from review_item i where i.cluster_period_id = $1
    union all select max(b.created_ms) from intake_batch b where b.cluster_period_id = $1
    union all select max(b.decided_ms) from intake_batch b where b.cluster_period_id = $1
    union all select max(m.at_ms) from intake_mend m join intake_batch b on b.id = m.batch_id
              where b.cluster_period_id = $1
    union all select max(c.created_ms) from criteria_table c where c.cluster_period_id = $1
    union all select max(c.locked_ms) from criteria_table c where c.cluster_period_id = $1
    union all select max(s.set_ms) from scoring_rule_basis s where s.cluster_period_id = $1
    union all select max(o.at_ms) from adoption_record o where o.cluster_period_id = $1
) r

-- The same of a cluster's year.
-- query closing_last_of_year :one
-- param cluster_id text
-- param year int
-- col last_ms int
select coalesce(max(r.at_ms), 0) as last_ms from (
    select max(x.at_ms) as at_ms from calendar_row x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from calendar_extension x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from calendar_mark x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from target_item_entry x join target_item i on i.id = x.item_id
              where i.cluster_id = $1 and i.year = $2
    union all select max(x.at_ms) from target_entry x join target_item i on i.id = x.item_id
              where i.cluster_id = $1 and i.year = $2
    union all select max(x.at_ms) from target_lock x where x.cluster_id = $1 and x.year = $2
    union all select max(x.created_ms) from target_import x where x.cluster_id = $1 and x.year = $2
    union all select max(x.stored_ms) from target_import x where x.cluster_id = $1 and x.year = $2
    union all select max(x.created_ms) from covenant x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from covenant_text x join covenant c on c.id = x.covenant_id
              where c.cluster_id = $1 and c.year = $2
    union all select max(x.frozen_ms) from covenant_version x join covenant c on c.id = x.covenant_id
              where c.cluster_id = $1 and c.year = $2
    union all select max(x.recorded_ms) from covenant_signature x
              join covenant_version v on v.id = x.version_id join covenant c on c.id = v.covenant_id
              where c.cluster_id = $1 and c.year = $2
    union all select max(x.withdrawn_ms) from covenant_signature x
              join covenant_version v on v.id = x.version_id join covenant c on c.id = v.covenant_id
              where c.cluster_id = $1 and c.year = $2
    union all select max(x.at_ms) from registration x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from registration_event x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from registration_deadline x where x.cluster_id = $1 and x.year = $2
    union all select max(x.at_ms) from plan_entry x join plan p on p.id = x.plan_id
              where p.cluster_id = $1 and p.year = $2
    union all select max(x.at_ms) from plan_task_entry x join plan_task t on t.id = x.task_id
              join plan p on p.id = t.plan_id where p.cluster_id = $1 and p.year = $2
    union all select max(x.at_ms) from plan_progress x join plan_task t on t.id = x.task_id
              join plan p on p.id = t.plan_id where p.cluster_id = $1 and p.year = $2
    union all select max(x.withdrawn_ms) from plan_progress x join plan_task t on t.id = x.task_id
              join plan p on p.id = t.plan_id where p.cluster_id = $1 and p.year = $2
    union all select max(x.at_ms) from plan_outcome x join plan_task t on t.id = x.task_id
              join plan p on p.id = t.plan_id where p.cluster_id = $1 and p.year = $2
    union all select max(x.recorded_ms) from cluster_meeting x where x.cluster_id = $1 and x.year = $2
    union all select max(x.recorded_ms) from cluster_handover x where x.cluster_id = $1 and x.year = $2
    union all select max(x.confirmed_ms) from cluster_handover x where x.cluster_id = $1 and x.year = $2
    union all select max(x.withdrawn_ms) from cluster_handover x where x.cluster_id = $1 and x.year = $2
    union all select max(x.recorded_ms) from movement_participation x
              where x.cluster_id = $1 and x.year = $2
    union all select max(x.recorded_ms) from movement_commitment x
              join movement_participation m on m.id = x.participation_id
              where m.cluster_id = $1 and m.year = $2
    union all select max(x.withdrawn_ms) from movement_commitment x
              join movement_participation m on m.id = x.participation_id
              where m.cluster_id = $1 and m.year = $2
    union all select max(x.recorded_ms) from movement_progress x
              join movement_commitment c on c.id = x.commitment_id
              join movement_participation m on m.id = c.participation_id
              where m.cluster_id = $1 and m.year = $2
    union all select max(x.withdrawn_ms) from movement_progress x
              join movement_commitment c on c.id = x.commitment_id
              join movement_participation m on m.id = c.participation_id
              where m.cluster_id = $1 and m.year = $2
) r

-- For `thidua verify`: all that stands closed now.
-- query closing_all_closed :many
-- col slug text
-- col code text?
select c.cluster_id, k.slug, c.year, c.cluster_period_id, p.code, c.at_ms
from cluster_closing c
join cluster k on k.id = c.cluster_id
left join cluster_period p on p.id = c.cluster_period_id
where c.is_closed
  and not exists (select 1 from cluster_closing n
                  where n.cluster_id = c.cluster_id and n.year = c.year
                    and coalesce(n.cluster_period_id, '') = coalesce(c.cluster_period_id, '')
                    and n.revision > c.revision)
order by k.slug, c.year, p.code
