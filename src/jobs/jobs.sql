-- owns job, job_file

-- query job_insert :exec
-- param id text
-- param kind text
-- param account_id text
-- param author text
-- param object_kind text
-- param object_id text
-- param params text
-- param total_count int
-- param now_ms int
insert into job (id, kind, account_id, author, object_kind, object_id, params, state, next_step,
                 step, done_count, total_count, restarts, attempts, due_ms, owner, claim, lease_ms,
                 created_ms, progress_ms, failure, result_path)
values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, '', 0, $8, 0, 0, $9, '', 0, 0, $9, $9, '', '')

-- query job_find :one
-- param id text
select id, kind, account_id, author, object_kind, object_id, params, state, next_step, step,
       done_count, total_count, restarts, attempts, due_ms, owner, claim, lease_ms, created_ms,
       started_ms, progress_ms, finished_ms, failure, result_path
from job where id = $1

-- query job_same :one
-- param kind text
-- param account_id text
-- param object_kind text
-- param object_id text
-- param params text
select id from job
where kind = $1 and account_id = $2 and object_kind = $3 and object_id = $4 and params = $5
  and state in ('waiting', 'running') order by created_ms, id limit 1

-- query job_open_of_account :one
-- param account_id text
-- col jobs int
select count(*) as jobs from job
where account_id = $1 and state in ('waiting', 'running', 'cancelling')

-- The oldest that somebody should take up: it waits, or its owner is gone.
-- query job_due :one
-- param now_ms int
select id from job
where (state = 'waiting' and due_ms <= $1)
   or (state in ('running', 'cancelling') and lease_ms <= $1)
order by created_ms, id limit 1

-- query job_claim :changed
-- param id text
-- param seen_claim int
-- param owner text
-- param lease_ms int
-- param attempts int
-- param now_ms int
update job set owner = $3, claim = claim + 1, lease_ms = $4, attempts = $5,
       state = case when state = 'waiting' then 'running' else state end,
       started_ms = coalesce(started_ms, $6)
where id = $1 and claim = $2
  and ((state = 'waiting' and due_ms <= $6)
       or (state in ('running', 'cancelling') and lease_ms <= $6))

-- query job_progress :exec
-- param id text
-- param next_step int
-- param step text
-- param done_count int
-- param total_count int
-- param restarts int
-- param lease_ms int
-- param now_ms int
-- param params text
update job set next_step = $2, step = $3, done_count = $4, total_count = $5, restarts = $6,
       lease_ms = $7, progress_ms = $8, params = $9, attempts = 0
where id = $1

-- query job_put_back :exec
-- param id text
-- param attempts int
-- param due_ms int
update job set state = case when state = 'cancelling' then state else 'waiting' end,
       attempts = $2, due_ms = $3, owner = '', lease_ms = 0
where id = $1

-- query job_cancel :exec
-- param id text
update job set state = 'cancelling' where id = $1 and state = 'running'

-- query job_end :exec
-- param id text
-- param state text
-- param failure text
-- param result_path text
-- param now_ms int
update job set state = $2, failure = $3, result_path = $4, finished_ms = $5, progress_ms = $5,
       owner = '', lease_ms = 0
where id = $1

-- query job_drop_leases :exec
-- param owner text
update job set lease_ms = 0 where owner = $1 and state in ('running', 'cancelling')

-- query job_ended_before :many
-- param before_ms int
select id from job
where state in ('done', 'failed', 'cancelled') and finished_ms < $1
order by finished_ms limit 100

-- query job_delete :exec
-- param id text
delete from job where id = $1

-- query job_counts :many
-- col jobs int
select state, count(*) as jobs from job group by state

-- query job_open :many
select id, kind, state, due_ms, lease_ms, progress_ms from job
where state in ('waiting', 'running', 'cancelling') order by created_ms

-- query job_results :many
select f.job_id, f.name, f.sha256, f.bytes from job_file f join job j on j.id = f.job_id
where j.state = 'done' and f.role = 'result' order by f.job_id, f.position

-- query job_file_put :exec
-- param job_id text
-- param role text
-- param position int
-- param name text
-- param sha256 text
-- param bytes int
insert into job_file (job_id, role, position, name, sha256, bytes) values ($1, $2, $3, $4, $5, $6)
on conflict (job_id, role, position) do update
set name = excluded.name, sha256 = excluded.sha256, bytes = excluded.bytes

-- query job_file_find :one
-- param job_id text
-- param role text
-- param position int
select name, sha256, bytes from job_file where job_id = $1 and role = $2 and position = $3

-- query job_files :many
-- param job_id text
select role, position, name, sha256, bytes from job_file where job_id = $1
order by role, position

-- query job_files_delete :exec
-- param job_id text
-- param kept_role text
delete from job_file where job_id = $1 and role <> $2

-- Files of jobs, the newest first.
-- query job_files_newest :many
-- param most int
select f.job_id, f.role, f.position, f.name, f.sha256, f.bytes, j.author, j.created_ms
from job_file f join job j on j.id = f.job_id
order by j.created_ms desc, f.job_id, f.role, f.position limit $1

-- query job_renew :changed
-- param id text
-- param claim int
-- param lease_ms int
update job set lease_ms = $3 where id = $1 and claim = $2 and state = 'running'
