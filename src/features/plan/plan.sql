-- owns plan, plan_entry, plan_task, plan_task_entry, plan_progress, plan_outcome
-- reads review_item, cluster, cluster_period, unit

-- query plan_rows :many
-- param cluster_id text
-- param year int
-- col issued_ms int?
select p.id, p.unit_id, p.half, e.revision, e.state, e.title, e.grounds, e.purpose, e.arrangement,
       e.number, e.issued_on, e.signer, e.signer_post, e.reason, e.author, e.at_ms,
       (select min(i.at_ms) from plan_entry i where i.plan_id = p.id and i.state = 'issued')
           as issued_ms
from plan p join plan_entry e on e.plan_id = p.id
where p.cluster_id = $1 and p.year = $2
  and e.revision = (select max(n.revision) from plan_entry n where n.plan_id = p.id)
order by p.half, p.id

-- query plan_task_rows :many
-- param plan_id text
select t.id, t.review_item, t.review_kind, e.revision, e.state, e.position, e.content,
       e.owner_unit_id, e.owner_post, e.together_with, e.from_on, e.due_on, e.result, e.basis,
       e.review_revision, e.is_amendment, e.reason, e.author, e.at_ms
from plan_task t join plan_task_entry e on e.task_id = t.id
where t.plan_id = $1
  and e.revision = (select max(n.revision) from plan_task_entry n where n.task_id = t.id)
order by e.position, t.id

-- query plan_first_dues :many
-- param plan_id text
select e.task_id, e.due_on
from plan_task t join plan_task_entry e on e.task_id = t.id
where t.plan_id = $1
  and e.revision = (select max(n.revision) from plan_task_entry n
                    where n.task_id = t.id and (n.revision = 1 or not n.is_amendment))
order by e.task_id

-- query plan_progress_rows :many
-- param plan_id text
select r.id, r.task_id, r.sequence, r.dated_on, r.state, r.percent, r.body, r.evidence_number,
       r.evidence_on, r.evidence_keeper, r.author, r.at_ms, r.withdrawn_ms, r.withdrawn_by,
       r.withdrawn_reason
from plan_task t join plan_progress r on r.task_id = t.id
where t.plan_id = $1
order by r.task_id, r.sequence

-- query plan_outcome_rows :many
-- param plan_id text
select o.task_id, o.revision, o.outcome, o.body, o.author, o.at_ms
from plan_task t join plan_outcome o on o.task_id = t.id
where t.plan_id = $1
  and o.revision = (select max(n.revision) from plan_outcome n where n.task_id = t.id)
order by o.task_id

-- query plan_task_history :many
-- param task_id text
select revision, state, content, owner_unit_id, owner_post, together_with, from_on, due_on, result,
       basis, is_amendment, reason, author, at_ms
from plan_task_entry where task_id = $1 order by revision

-- What counting needs, of all plans of a year.
-- query plan_task_marks :many
-- param cluster_id text
-- param year int
select p.id as plan_id, t.id, e.owner_unit_id, e.state, e.due_on
from plan p join plan_task t on t.plan_id = p.id join plan_task_entry e on e.task_id = t.id
where p.cluster_id = $1 and p.year = $2
  and e.revision = (select max(n.revision) from plan_task_entry n where n.task_id = t.id)
order by p.id, t.id

-- query plan_progress_marks :many
-- param cluster_id text
-- param year int
select r.task_id, r.sequence, r.dated_on, r.state
from plan p join plan_task t on t.plan_id = p.id join plan_progress r on r.task_id = t.id
where p.cluster_id = $1 and p.year = $2 and r.withdrawn_ms is null
order by p.id, r.task_id, r.sequence

-- The items of a review, and the tasks that came of them.
-- query plan_review_items :many
-- param cluster_id text
-- param period_code text
-- col task_id text?
-- col task_plan_id text?
select i.item, i.kind, i.revision, i.content, i.remedy, i.owner, i.due_on, i.removed, i.author,
       i.at_ms, t.id as task_id, t.plan_id as task_plan_id
from cluster_period p
join review_item i on i.cluster_period_id = p.id
left join plan_task t on t.review_item = i.item
where p.cluster_id = $1 and p.code = $2
  and i.revision = (select max(n.revision) from review_item n where n.item = i.item)
order by i.kind desc, i.position, i.item

-- query plan_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param unit_id text?
-- param half int
-- param created_ms int
insert into plan (id, cluster_id, year, unit_id, half, created_ms) values ($1, $2, $3, $4, $5, $6)

-- query plan_entry_insert :exec
-- param plan_id text
-- param revision int
-- param state text
-- param title text
-- param grounds text
-- param purpose text
-- param arrangement text
-- param number text
-- param issued_on text?
-- param signer text
-- param signer_post text
-- param reason text
-- param author text
-- param at_ms int
insert into plan_entry (plan_id, revision, state, title, grounds, purpose, arrangement, number,
                        issued_on, signer, signer_post, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- query plan_task_insert :exec
-- param id text
-- param plan_id text
-- param review_item text
-- param review_kind text
-- param created_ms int
insert into plan_task (id, plan_id, review_item, review_kind, created_ms)
values ($1, $2, $3, $4, $5)

-- query plan_task_entry_insert :exec
-- param task_id text
-- param revision int
-- param state text
-- param position int
-- param content text
-- param owner_unit_id text?
-- param owner_post text
-- param together_with text
-- param from_on text?
-- param due_on text?
-- param result text
-- param basis text
-- param review_revision int
-- param is_amendment bool
-- param reason text
-- param author text
-- param at_ms int
insert into plan_task_entry (task_id, revision, state, position, content, owner_unit_id, owner_post,
                             together_with, from_on, due_on, result, basis, review_revision,
                             is_amendment, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- query plan_progress_insert :exec
-- param id text
-- param task_id text
-- param sequence int
-- param dated_on text
-- param state text
-- param percent int?
-- param body text
-- param evidence_number text
-- param evidence_on text?
-- param evidence_keeper text
-- param author text
-- param at_ms int
insert into plan_progress (id, task_id, sequence, dated_on, state, percent, body, evidence_number,
                           evidence_on, evidence_keeper, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- query plan_progress_withdraw :changed
-- param id text
-- param task_id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update plan_progress set withdrawn_ms = $3, withdrawn_by = $4, withdrawn_reason = $5
where id = $1 and task_id = $2 and withdrawn_ms is null

-- query plan_outcome_insert :exec
-- param task_id text
-- param revision int
-- param outcome text
-- param body text
-- param author text
-- param at_ms int
insert into plan_outcome (task_id, revision, outcome, body, author, at_ms)
values ($1, $2, $3, $4, $5, $6)

-- Also one that was dropped from a draft.
-- query plan_task_of_item :one
-- param review_item text
select t.id as task_id, t.plan_id, e.revision, e.state
from plan_task t join plan_task_entry e on e.task_id = t.id
where t.review_item = $1
  and e.revision = (select max(n.revision) from plan_task_entry n where n.task_id = t.id)

-- query plan_task_move :exec
-- param task_id text
-- param plan_id text
update plan_task set plan_id = $2 where id = $1

-- query plan_citings :many
-- param code text
-- param number text
-- col cluster_id text
-- col slug text
-- col cluster text
-- col year int
-- col half int
-- col unit_id text?
-- col unit_slug text?
-- col title text
-- col words text
select c.id as cluster_id, c.slug as slug, c.name as cluster, p.year as year, p.half as half,
       p.unit_id as unit_id, u.slug as unit_slug, e.title as title, e.grounds as words
from plan p join cluster c on c.id = p.cluster_id join plan_entry e on e.plan_id = p.id
left join unit u on u.id = p.unit_id
where (e.grounds = $1 or e.grounds like '%' || $2 || '%' escape '!')
  and e.revision = (select max(n.revision) from plan_entry n where n.plan_id = p.id)
union
select c.id, c.slug, c.name, p.year, p.half, p.unit_id, u.slug, e.title, k.basis
from plan_task t join plan p on p.id = t.plan_id join cluster c on c.id = p.cluster_id
join plan_entry e on e.plan_id = p.id join plan_task_entry k on k.task_id = t.id
left join unit u on u.id = p.unit_id
where (k.basis = $1 or k.basis like '%' || $2 || '%' escape '!') and k.state = 'active'
  and e.revision = (select max(n.revision) from plan_entry n where n.plan_id = p.id)
  and k.revision = (select max(n.revision) from plan_task_entry n where n.task_id = t.id)
order by 4 desc, 3, 5, 8

-- A task with what decides who may see it.
-- query plan_task_place :one
-- param task_id text
-- col unit_slug text?
select p.cluster_id, c.slug, c.is_sample, p.year, p.half, p.unit_id, u.slug as unit_slug, e.content,
       e.state, e.owner_unit_id, n.state as plan_state
from plan_task t join plan p on p.id = t.plan_id join cluster c on c.id = p.cluster_id
join plan_task_entry e on e.task_id = t.id join plan_entry n on n.plan_id = p.id
left join unit u on u.id = p.unit_id
where t.id = $1
  and e.revision = (select max(x.revision) from plan_task_entry x where x.task_id = t.id)
  and n.revision = (select max(x.revision) from plan_entry x where x.plan_id = p.id)
