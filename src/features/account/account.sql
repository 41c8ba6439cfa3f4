-- owns account, account_session, sign_in_failure

-- query account_by_login :one
-- param login text
select id, login, display_name, password_hash, closed_ms from account where login = $1

-- query account_by_session :one
-- param token_hash text
-- param now_ms int
select a.id, a.login, a.display_name, s.csrf_token, s.expires_ms
from account_session s join account a on a.id = s.account_id
where s.token_hash = $1 and s.expires_ms > $2 and a.closed_ms is null

-- query account_by_id :one
-- param id text
select id, login, display_name from account where id = $1 and closed_ms is null

-- query account_list :many
select id, login, display_name, created_ms, closed_ms from account order by login

-- query account_insert :exec
-- param id text
-- param login text
-- param display_name text
-- param password_hash text
-- param created_ms int
insert into account (id, login, display_name, password_hash, created_ms)
values ($1, $2, $3, $4, $5)

-- query account_set_password :changed
-- param id text
-- param password_hash text
update account set password_hash = $2 where id = $1

-- query session_insert :exec
-- param token_hash text
-- param account_id text
-- param csrf_token text
-- param created_ms int
-- param expires_ms int
insert into account_session (token_hash, account_id, csrf_token, created_ms, expires_ms)
values ($1, $2, $3, $4, $5)

-- query session_delete :exec
-- param token_hash text
delete from account_session where token_hash = $1

-- query session_delete_of_account :exec
-- param account_id text
delete from account_session where account_id = $1

-- query session_delete_expired :exec
-- param now_ms int
delete from account_session where expires_ms <= $1

-- query sign_in_failures :one
-- param login text
-- param since_ms int
-- col failures int
select count(*) as failures from sign_in_failure where login = $1 and at_ms > $2

-- query sign_in_failure_insert :exec
-- param login text
-- param at_ms int
-- param address text
insert into sign_in_failure (login, at_ms, address) values ($1, $2, $3)

-- query sign_in_failure_clear :exec
-- param login text
delete from sign_in_failure where login = $1

-- query sign_in_failure_delete_old :exec
-- param before_ms int
delete from sign_in_failure where at_ms <= $1
