-- reads score_entry, criterion, criteria_table, cluster, cluster_period, cluster_member, intake_batch
-- reads intake_file, review_text, review_item, cluster_term, unit_state
-- reads movement, movement_revision, movement_act, movement_participation
-- reads legal_entry, unit_succession, unit_succession_part
-- reads calendar_row, calendar_extension, calendar_mark, registration
-- reads target_item, target_item_entry, target_entry
-- reads plan_entry, plan_task_entry, plan_progress, plan_outcome
-- reads account, account_session, account_code, sign_in_pending

-- reads cluster_closing

-- Rows of closing and opening again that somebody took away.
-- query invariant_closing_gaps :one
-- col gaps int
select count(*) as gaps from (
    select c.cluster_id from cluster_closing c
    group by c.cluster_id, c.year, coalesce(c.cluster_period_id, '')
    having max(c.revision) <> count(*)) g

-- query invariant_periods :many
select p.id, p.code, c.slug from cluster_period p join cluster c on c.id = p.cluster_id
order by c.slug, p.code

-- query invariant_foreign_criteria :one
-- param cluster_period_id text
-- col entries int
select count(*) as entries from score_entry e
join criterion c on c.id = e.criterion_id
join criteria_table t on t.id = c.table_id
where e.cluster_period_id = $1 and t.cluster_period_id <> e.cluster_period_id

-- query invariant_foreign_units :one
-- param cluster_period_id text
-- param year int
-- col entries int
select count(*) as entries from score_entry e
join cluster_period p on p.id = e.cluster_period_id
where e.cluster_period_id = $1
  and not exists (select 1 from cluster_member m
                  where m.cluster_id = p.cluster_id and m.unit_id = e.unit_id and m.year = $2)

-- query invariant_entry_gaps :one
-- param cluster_period_id text
-- col gaps int
select count(*) as gaps from (
    select e.unit_id from score_entry e where e.cluster_period_id = $1
    group by e.unit_id, e.criterion_id, e.stage, e.field
    having min(e.revision) <> 1 or max(e.revision) <> count(*)) g

-- query invariant_text_gaps :one
-- param cluster_period_id text
-- col gaps int
select count(*) as gaps from (
    select t.section from review_text t where t.cluster_period_id = $1
    group by t.section having min(t.revision) <> 1 or max(t.revision) <> count(*)) g

-- query invariant_item_gaps :one
-- param cluster_period_id text
-- col gaps int
select count(*) as gaps from (
    select i.item from review_item i where i.cluster_period_id = $1
    group by i.item having min(i.revision) <> 1 or max(i.revision) <> count(*)) g

-- query invariant_values :many
-- param cluster_period_id text
-- col value text
select e.criterion_id, e.field, e.value from score_entry e
where e.cluster_period_id = $1 and e.value is not null and e.field <> 'evidence'
  and e.revision = (select max(n.revision) from score_entry n
                    where n.cluster_period_id = e.cluster_period_id and n.unit_id = e.unit_id
                      and n.criterion_id = e.criterion_id and n.stage = e.stage
                      and n.field = e.field)

-- query invariant_entry_count :one
-- param cluster_period_id text
-- col entries int
select count(*) as entries from score_entry where cluster_period_id = $1

-- query invariant_batch_counts :one
-- param cluster_period_id text
-- col batches int
select count(*) as batches from intake_batch b
where b.cluster_period_id = $1 and b.state = 'confirmed' and b.kind = 'scores'
  and b.stored_count <> (select count(*) from score_entry e where e.batch_id = b.id)

-- query invariant_files :many
-- param cluster_period_id text
select f.id, f.name, f.sha256 from intake_file f join intake_batch b on b.id = f.batch_id
where b.cluster_period_id = $1 order by b.created_ms, f.position

-- query invariant_file_content :one
-- param id text
select content from intake_file where id = $1

-- Documents whose revisions do not run from 1 without a gap.
-- query invariant_legal_gaps :one
-- col gaps int
select count(*) as gaps from (
    select e.code from legal_entry e group by e.code
    having max(e.revision) <> count(*) or min(e.revision) <> 1) broken

-- Parts of decided reorganisations whose unit is not there: a predecessor lasts until the day, a
-- successor is there from it.
-- query invariant_succession_days :one
-- col parts int
select count(*) as parts from unit_succession s
join unit_succession_part p on p.succession_id = s.id
where s.state = 'decided' and s.withdrawn_ms is null and s.effective_on is not null
  and not exists (
      select 1 from unit_state t
      where t.unit_id = p.unit_id and t.withdrawn_ms is null
        and ((p.side = 'from' and (t.valid_from is null or t.valid_from < s.effective_on)
              and (t.valid_to is null or t.valid_to >= s.effective_on))
             or (p.side = 'to' and (t.valid_from is null or t.valid_from <= s.effective_on)
                 and (t.valid_to is null or t.valid_to > s.effective_on))))

-- query invariant_plan_gaps :one
-- col gaps int
select count(*) as gaps from (
    select e.plan_id as id from plan_entry e group by e.plan_id
    having min(e.revision) <> 1 or max(e.revision) <> count(*)
    union all
    select t.task_id from plan_task_entry t group by t.task_id
    having min(t.revision) <> 1 or max(t.revision) <> count(*)
    union all
    select r.task_id from plan_progress r group by r.task_id
    having min(r.sequence) <> 1 or max(r.sequence) <> count(*)
    union all
    select o.task_id from plan_outcome o group by o.task_id
    having min(o.revision) <> 1 or max(o.revision) <> count(*)) g

-- Two terms of one post, or of one unit, that share a day.
-- query invariant_term_overlaps :many
-- col other_from text
select c.slug, a.valid_from, b.valid_from as other_from
from cluster_term a
join cluster_term b on b.cluster_id = a.cluster_id and b.id > a.id
                   and (b.role = a.role or b.unit_id = a.unit_id)
                   and a.valid_from < b.valid_to and b.valid_from < a.valid_to
join cluster c on c.id = a.cluster_id
where a.withdrawn_ms is null and b.withdrawn_ms is null
order by c.slug, a.valid_from, b.valid_from

-- A unit in two clusters of one kind in a year.
-- query invariant_double_members :many
-- col other_name text
-- col unit_name text
select m.year, c.name, d.name as other_name, min(s.name) as unit_name
from cluster_member m
join cluster c on c.id = m.cluster_id
join cluster_member n on n.unit_id = m.unit_id and n.year = m.year and n.cluster_id > m.cluster_id
join cluster d on d.id = n.cluster_id and d.kind = c.kind
join unit_state s on s.unit_id = m.unit_id and s.withdrawn_ms is null
group by m.year, c.name, d.name, m.unit_id
order by m.year, c.name, d.name

-- query invariant_movement_gaps :one
-- col gaps int
select count(*) as gaps from (
    select r.movement_id from movement_revision r
    group by r.movement_id having min(r.revision) <> 1 or max(r.revision) <> count(*)
    union all
    select a.movement_id from movement_act a
    group by a.movement_id having min(a.position) <> 0 or max(a.position) <> count(*) - 1) g

-- Steps that stand, dated before one recorded earlier.
-- query invariant_movement_steps :one
-- col steps int
select count(*) as steps from movement_act a
where a.withdrawn_ms is null and a.done_on is not null
  and exists (select 1 from movement_act b
              where b.movement_id = a.movement_id and b.position < a.position
                and b.withdrawn_ms is null and b.done_on > a.done_on)

-- query invariant_movement_strangers :one
-- col strangers int
select count(*) as strangers from movement_participation p
where not exists (select 1 from cluster_member m
                  where m.cluster_id = p.cluster_id and m.year = p.year and m.unit_id = p.unit_id)

-- query invariant_movement_drives :one
-- col drives int
select count(*) as drives from movement d left join movement m on m.id = d.parent_id
where d.kind = 'drive' and (m.id is null or m.kind <> 'movement')

-- query invariant_calendar_gaps :one
-- col gaps int
select count(*) as gaps from (
    select r.row_id from calendar_row r group by r.row_id
    having min(r.revision) <> 1 or max(r.revision) <> count(*)
    union all
    select e.row_id from calendar_extension e group by e.row_id, e.unit_id
    having min(e.revision) <> 1 or max(e.revision) <> count(*)
    union all
    select m.row_id from calendar_mark m group by m.row_id, m.unit_id
    having min(m.revision) <> 1 or max(m.revision) <> count(*)) g

-- Marks and longer times of units that are no members that year, or of rows that are not there.
-- query invariant_calendar_strangers :one
-- col strangers int
select count(*) as strangers from (
    select e.cluster_id, e.year, e.row_id, e.unit_id from calendar_extension e
    union
    select k.cluster_id, k.year, k.row_id, k.unit_id from calendar_mark k) s
where not exists (select 1 from calendar_row r
                  where r.row_id = s.row_id and r.cluster_id = s.cluster_id and r.year = s.year)
   or (s.unit_id <> '' and not exists (
           select 1 from cluster_member m
           where m.cluster_id = s.cluster_id and m.year = s.year and m.unit_id = s.unit_id))

-- query invariant_target_gaps :one
-- col gaps int
select count(*) as gaps from (
    select i.item_id from target_item_entry i group by i.item_id
    having min(i.revision) <> 1 or max(i.revision) <> count(*)
    union all
    select t.item_id from target_entry t group by t.item_id, t.unit_id
    having min(t.revision) <> 1 or max(t.revision) <> count(*)) g

-- query invariant_target_strangers :one
-- col strangers int
select count(*) as strangers from target_entry t join target_item i on i.id = t.item_id
where t.state <> 'withdrawn'
  and t.revision = (select max(n.revision) from target_entry n
                    where n.item_id = t.item_id and n.unit_id = t.unit_id)
  and not exists (select 1 from cluster_member m
                  where m.cluster_id = i.cluster_id and m.year = i.year and m.unit_id = t.unit_id)

-- query invariant_registration_gaps :one
-- col gaps int
select count(*) as gaps from (
    select r.unit_id from registration r group by r.cluster_id, r.year, r.unit_id
    having min(r.revision) <> 1 or max(r.revision) <> count(*)) g

-- query invariant_registration_strangers :one
-- col strangers int
select count(distinct r.unit_id) as strangers from registration r
where not exists (select 1 from cluster_member m
                  where m.cluster_id = r.cluster_id and m.year = r.year and m.unit_id = r.unit_id)

-- Closed accounts that could still be entered.
-- query invariant_open_doors :one
-- col doors int
select count(*) as doors from account a
where a.closed_ms is not null and (
    exists (select 1 from account_session s where s.account_id = a.id)
    or exists (select 1 from sign_in_pending p where p.account_id = a.id)
    or exists (select 1 from account_code c
               where c.account_id = a.id and c.used_ms is null and c.replaced_ms is null))
