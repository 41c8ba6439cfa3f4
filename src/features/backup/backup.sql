-- owns backup_run
-- reads job

-- query backup_run_insert :exec
-- param id text
-- param slot text
-- param author text
-- param file text
-- param bytes int
-- param files int
-- param fingerprint text
-- param instant_ms int
-- param finished_ms int
-- param errors int
insert into backup_run (id, position, slot, author, file, bytes, files, fingerprint, instant_ms,
                        finished_ms, errors, removed_why)
values ($1, (select coalesce(max(position), 0) + 1 from backup_run), $2, $3, $4, $5, $6, $7, $8, $9,
        $10, '')

-- query backup_run_find :one
-- param id text
select position from backup_run where id = $1

-- query backup_run_of_slot :one
-- param slot text
-- col runs int
select count(*) as runs from backup_run where slot = $1

-- Newest first.
-- query backup_runs :many
select id, position, slot, author, file, bytes, files, fingerprint, instant_ms, finished_ms, errors,
       removed_ms, removed_why
from backup_run order by position desc limit 400

-- query backup_runs_there :many
select id, position, file, bytes, fingerprint, instant_ms from backup_run
where removed_ms is null order by position desc

-- query backup_run_last :one
select instant_ms, finished_ms from backup_run
where removed_ms is null order by position desc limit 1

-- query backup_run_remove :exec
-- param id text
-- param removed_ms int
-- param removed_why text
update backup_run set removed_ms = $2, removed_why = $3 where id = $1 and removed_ms is null

-- The newest job of a backup, whatever became of it.
-- query backup_job_last :one
select id, state, failure, created_ms, finished_ms from job
where kind = 'backup' order by created_ms desc, id desc limit 1

-- query backup_jobs_open :many
select id from job where kind = 'backup' and state in ('waiting', 'running')

-- query backup_job_open :one
-- col jobs int
select count(*) as jobs from job
where kind = 'backup' and state in ('waiting', 'running', 'cancelling')
