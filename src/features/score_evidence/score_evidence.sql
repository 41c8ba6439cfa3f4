-- owns evidence_cell, evidence_reference
-- reads stored_file, file_content, criterion, criteria_table, cluster, cluster_period, unit, unit_state
-- reads plan, plan_task, plan_task_entry, movement_participation, crosscheck_assignment

-- query evidence_cell_find :one
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
select id from evidence_cell where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3

-- query evidence_cell_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
-- param created_ms int
insert into evidence_cell (id, cluster_period_id, unit_id, criterion_id, created_ms)
values ($1, $2, $3, $4, $5)

-- query evidence_cell_place :one
-- param id text
select e.cluster_period_id, e.unit_id, e.criterion_id, p.cluster_id, p.code as period_code,
       p.held_on, c.slug, c.is_sample, u.slug as unit_slug, k.code, k.name
from evidence_cell e join cluster_period p on p.id = e.cluster_period_id
join cluster c on c.id = p.cluster_id join unit u on u.id = e.unit_id
join criterion k on k.id = e.criterion_id
where e.id = $1

-- query evidence_table_lock :one
-- param criterion_id text
-- param cluster_period_id text
select t.locked_ms from criterion k join criteria_table t on t.id = k.table_id
where k.id = $1 and t.cluster_period_id = $2

-- query evidence_references_of_cell :many
-- param cell_id text
select id, line, capacity, taken_id, author_id, author, recorded_ms, withdrawn_ms, withdrawn_by,
       withdrawn_reason
from evidence_reference where cell_id = $1 order by recorded_ms, id

-- query evidence_reference_find :one
-- param id text
select cell_id, line, recorded_ms, withdrawn_ms, capacity, taken_id from evidence_reference where id = $1

-- query evidence_reference_insert :exec
-- param id text
-- param cell_id text
-- param line text
-- param capacity text
-- param taken_id text?
-- param author_id text
-- param author text
-- param recorded_ms int
insert into evidence_reference (id, cell_id, line, capacity, taken_id, author_id, author, recorded_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query evidence_reference_withdraw :exec
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update evidence_reference set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- How much stands at each cell of a half-year; UNIT_ID '': of all units.
-- query evidence_counts :many
-- param cluster_period_id text
-- param unit_id text
-- col standing int
select e.unit_id, e.criterion_id,
       cast((select count(*) from evidence_reference r
             where r.cell_id = e.id and r.withdrawn_ms is null) as bigint)
       + cast((select count(*) from stored_file f join file_content b on b.sha256 = f.sha256
               where f.object_kind = 'score_cell' and f.object_id = e.id and f.withdrawn_ms is null
                   and (b.bytes = 0 or length(b.content) > 0)) as bigint) as standing
from evidence_cell e
where e.cluster_period_id = $1 and ($2 = '' or e.unit_id = $2)

-- The name of a day, as nearly as it is known.
-- query evidence_unit_name :one
-- param unit_id text
-- param day text
select name from unit_state
where unit_id = $1 and withdrawn_ms is null and (valid_from is null or valid_from <= $2)
    and (valid_to is null or valid_to > $2)
order by valid_from desc nulls last limit 1

-- Files that stand at objects of a unit, newest first.
-- query evidence_files_of_unit :many
-- param unit_id text
-- param most int
select f.id from stored_file f
where f.withdrawn_ms is null and (
    (f.object_kind = 'score_cell'
     and f.object_id in (select e.id from evidence_cell e where e.unit_id = $1))
    or (f.object_kind = 'participation'
        and f.object_id in (select m.id from movement_participation m where m.unit_id = $1))
    or (f.object_kind = 'plan_task'
        and f.object_id in (select t.id from plan_task t join plan p on p.id = t.plan_id
                            where p.unit_id = $1
                            union all select n.task_id from plan_task_entry n
                            where n.owner_unit_id = $1)))
order by f.recorded_ms desc, f.id limit $2

-- query evidence_references_of_unit :many
-- param unit_id text
-- param most int
select r.id, r.line, r.recorded_ms, r.cell_id
from evidence_reference r join evidence_cell e on e.id = r.cell_id
where e.unit_id = $1 and r.withdrawn_ms is null
order by r.recorded_ms desc, r.id limit $2

-- Uses of the contents that stand at a cell of a half-year and somewhere else too.
-- query evidence_shared :many
-- param cluster_period_id text
-- param most int
select f.id, f.sha256, f.object_kind, f.object_id from stored_file f
where f.withdrawn_ms is null
  and f.sha256 in (select g.sha256 from stored_file g join evidence_cell e on e.id = g.object_id
                   where g.object_kind = 'score_cell' and g.withdrawn_ms is null
                       and e.cluster_period_id = $1)
  and exists (select 1 from stored_file h
              where h.sha256 = f.sha256 and h.withdrawn_ms is null and h.id <> f.id)
order by f.sha256, f.recorded_ms, f.id limit $2

-- What of a unit has evidence in a half-year.
-- query evidence_cells_of_unit :many
-- param cluster_period_id text
-- param unit_id text
select id, criterion_id from evidence_cell where cluster_period_id = $1 and unit_id = $2

-- Who checks whom.
-- query evidence_checkers :many
-- param cluster_period_id text
select checker_unit_id, target_unit_id from crosscheck_assignment
where cluster_period_id = $1 and withdrawn_ms is null
