-- owns account_session, account_code, sign_in_pending, sign_in_failure, sign_in_event, door_mark
-- reads account

-- query door_mark :one
-- col at_ms int
select coalesce(max(at_ms), 0) as at_ms from door_mark

-- query door_mark_raise :exec
-- param at_ms int
insert into door_mark (id, at_ms) values (1, $1)
on conflict (id) do update set at_ms = $1 where door_mark.at_ms < $1

-- query session_insert :exec
-- param id text
-- param token_hash text
-- param account_id text
-- param csrf_token text
-- param method text
-- param created_ms int
-- param expires_ms int
-- param address text
-- param user_agent text
insert into account_session (id, token_hash, account_id, csrf_token, method, created_ms, seen_ms,
                             expires_ms, address, user_agent)
values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)

-- query session_touch :exec
-- param token_hash text
-- param seen_ms int
update account_session set seen_ms = $2 where token_hash = $1 and seen_ms < $2

-- query session_delete :exec
-- param token_hash text
delete from account_session where token_hash = $1

-- query session_delete_of_account :exec
-- param account_id text
delete from account_session where account_id = $1

-- query session_delete_one :changed
-- param account_id text
-- param id text
delete from account_session where account_id = $1 and id = $2

-- query session_delete_others :changed
-- param account_id text
-- param token_hash text
delete from account_session where account_id = $1 and token_hash <> $2

-- query session_delete_expired :exec
-- param now_ms int
-- param seen_since_ms int
delete from account_session where expires_ms <= $1 or seen_ms <= $2

-- query session_delete_beyond :exec
-- param account_id text
-- param most int
delete from account_session where account_id = $1 and id not in (
    select id from account_session where account_id = $1 order by seen_ms desc, id desc limit $2)

-- query session_list :many
-- param account_id text
-- param now_ms int
-- param seen_since_ms int
select id, token_hash, method, created_ms, seen_ms, expires_ms, address, user_agent
from account_session
where account_id = $1 and expires_ms > $2 and seen_ms > $3
order by seen_ms desc, id desc

-- query code_insert :exec
-- param id text
-- param account_id text
-- param code_hash text
-- param created_ms int
-- param expires_ms int
insert into account_code (id, account_id, code_hash, created_ms, expires_ms)
values ($1, $2, $3, $4, $5)

-- query code_replace_all :exec
-- param account_id text
-- param now_ms int
update account_code set replaced_ms = $2
where account_id = $1 and replaced_ms is null and used_ms is null

-- query code_use :changed
-- param id text
-- param now_ms int
update account_code set used_ms = $2 where id = $1 and used_ms is null and replaced_ms is null

-- query code_find :many
-- param account_id text
-- param code_hash text
select id, created_ms, expires_ms, used_ms, replaced_ms from account_code
where account_id = $1 and code_hash = $2 order by created_ms desc, id desc limit 1

-- The newest code that can still be used.
-- query code_open :many
-- param account_id text
-- param now_ms int
select id, created_ms, expires_ms from account_code
where account_id = $1 and used_ms is null and replaced_ms is null and expires_ms > $2
order by created_ms desc, id desc limit 1

-- query pending_insert :exec
-- param token_hash text
-- param account_id text
-- param step text
-- param method text
-- param code_id text?
-- param created_ms int
-- param expires_ms int
insert into sign_in_pending (token_hash, account_id, step, method, code_id, tries, created_ms,
                             expires_ms)
values ($1, $2, $3, $4, $5, 0, $6, $7)

-- query pending_find :one
-- param token_hash text
-- param now_ms int
-- param latest_ms int
select p.account_id, p.step, p.method, p.code_id, p.tries, a.login, a.display_name
from sign_in_pending p join account a on a.id = p.account_id
where p.token_hash = $1 and p.expires_ms > $2 and p.created_ms <= $3 and a.closed_ms is null

-- query pending_count_try :exec
-- param token_hash text
update sign_in_pending set tries = tries + 1 where token_hash = $1

-- query pending_delete :exec
-- param token_hash text
delete from sign_in_pending where token_hash = $1

-- query pending_delete_of_account :exec
-- param account_id text
delete from sign_in_pending where account_id = $1

-- query pending_delete_old :exec
-- param now_ms int
delete from sign_in_pending where expires_ms <= $1

-- query sign_in_failures :one
-- param login_hash text
-- param address text
-- param since_ms int
-- col of_login int
-- col of_pair int
select count(*) as of_login,
       count(case when address = $2 then 1 end) as of_pair
from sign_in_failure where login_hash = $1 and at_ms > $3

-- query sign_in_failures_of_address :one
-- param address text
-- param since_ms int
-- col failures int
-- col last_ms int
select count(*) as failures, coalesce(max(at_ms), 0) as last_ms
from sign_in_failure where address = $1 and at_ms > $2

-- query sign_in_failure_insert :exec
-- param login_hash text
-- param at_ms int
-- param address text
insert into sign_in_failure (login_hash, at_ms, address) values ($1, $2, $3)

-- query sign_in_failure_clear :exec
-- param login_hash text
delete from sign_in_failure where login_hash = $1

-- query sign_in_failure_clear_pair :exec
-- param login_hash text
-- param address text
delete from sign_in_failure where login_hash = $1 and address = $2

-- query sign_in_failure_delete_old :exec
-- param before_ms int
delete from sign_in_failure where at_ms <= $1

-- query sign_in_event_insert :exec
-- param id text
-- param account_id text
-- param at_ms int
-- param outcome text
-- param method text
-- param address text
-- param user_agent text
insert into sign_in_event (id, account_id, at_ms, outcome, method, address, user_agent)
values ($1, $2, $3, $4, $5, $6, $7)

-- query sign_in_event_delete_old :exec
-- param before_ms int
delete from sign_in_event where at_ms <= $1

-- query sign_in_event_list :many
-- param account_id text
-- param most int
select at_ms, outcome, method, address, user_agent from sign_in_event
where account_id = $1 order by at_ms desc, id desc limit $2

-- Whether the account was entered from this address before.
-- query sign_in_known :one
-- param account_id text
-- param address text
-- param since_ms int
-- col times int
select count(*) as times from sign_in_event
where account_id = $1 and address = $2 and outcome = 'in' and at_ms > $3

-- query session_delete_all :exec
delete from account_session

-- query sign_in_pending_delete_all :exec
delete from sign_in_pending

-- query code_replace_every :exec
-- param now_ms int
update account_code set replaced_ms = $1 where used_ms is null and replaced_ms is null
