-- owns account_totp, account_recovery_code, account_passkey, passkey_answer, account_directory, account_recovery
-- reads account, account_grant

-- query factor_account :one
-- param login text
select id, login, display_name, closed_ms from account where login = $1

-- What an account has set up.
-- query factor_state :one
-- param account_id text
-- col totp_ms int?
-- col passkeys int
-- col codes int
-- col directory_ms int?
select (select t.confirmed_ms from account_totp t where t.account_id = a.id) as totp_ms,
       (select count(*) from account_passkey p where p.account_id = a.id) as passkeys,
       (select count(*) from account_recovery_code c
        where c.account_id = a.id and c.used_ms is null) as codes,
       (select d.since_ms from account_directory d where d.account_id = a.id) as directory_ms
from account a where a.id = $1

-- query totp_find :one
-- param account_id text
select sealed, created_ms, confirmed_ms, last_step from account_totp where account_id = $1

-- query totp_put :exec
-- param account_id text
-- param sealed bytes
-- param created_ms int
insert into account_totp (account_id, sealed, created_ms, confirmed_ms, last_step)
values ($1, $2, $3, null, -1)
on conflict (account_id) do update set sealed = $2, created_ms = $3, last_step = -1
where account_totp.confirmed_ms is null

-- query totp_confirm :changed
-- param account_id text
-- param confirmed_ms int
-- param last_step int
update account_totp set confirmed_ms = $2, last_step = $3
where account_id = $1 and confirmed_ms is null

-- query totp_take_step :changed
-- param account_id text
-- param last_step int
update account_totp set last_step = $2
where account_id = $1 and confirmed_ms is not null and last_step < $2

-- query totp_delete :exec
-- param account_id text
delete from account_totp where account_id = $1

-- query recovery_code_insert :exec
-- param account_id text
-- param tag text
insert into account_recovery_code (account_id, tag, used_ms) values ($1, $2, null)

-- query recovery_code_use :changed
-- param account_id text
-- param tag text
-- param used_ms int
update account_recovery_code set used_ms = $3
where account_id = $1 and tag = $2 and used_ms is null

-- query recovery_code_delete_all :exec
-- param account_id text
delete from account_recovery_code where account_id = $1

-- query passkey_list :many
-- param account_id text
select id, credential_id, name, created_ms, used_ms, copied_ms from account_passkey
where account_id = $1 order by created_ms, id

-- query passkey_find :one
-- param credential_id text
select p.id, p.account_id, p.algorithm, p.public_key, p.counter, p.name, p.copied_ms,
       a.login, a.closed_ms
from account_passkey p join account a on a.id = p.account_id
where p.credential_id = $1

-- query passkey_insert :exec
-- param id text
-- param account_id text
-- param credential_id text
-- param algorithm int
-- param public_key bytes
-- param counter int
-- param name text
-- param created_ms int
insert into account_passkey (id, account_id, credential_id, algorithm, public_key, counter, name,
                             created_ms, used_ms, copied_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)

-- query passkey_used :changed
-- param id text
-- param counter int
-- param used_ms int
update account_passkey set counter = $2, used_ms = $3
where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))

-- query passkey_mark_copied :exec
-- param id text
-- param copied_ms int
update account_passkey set copied_ms = $2 where id = $1 and copied_ms is null

-- query passkey_delete :changed
-- param account_id text
-- param id text
delete from account_passkey where account_id = $1 and id = $2

-- query passkey_delete_all :exec
-- param account_id text
delete from account_passkey where account_id = $1

-- query passkey_answered :many
-- param challenge text
select expires_ms from passkey_answer where challenge = $1

-- query passkey_answer_insert :exec
-- param challenge text
-- param expires_ms int
insert into passkey_answer (challenge, expires_ms) values ($1, $2)

-- query passkey_answer_delete_old :exec
-- param before_ms int
delete from passkey_answer where expires_ms < $1

-- query directory_mark :exec
-- param account_id text
-- param since_ms int
-- param marked_by text
insert into account_directory (account_id, since_ms, marked_by) values ($1, $2, $3)
on conflict (account_id) do nothing

-- query directory_unmark :changed
-- param account_id text
delete from account_directory where account_id = $1

-- Administrators who sign in with a password kept here.
-- query directory_local_admins :one
-- col admins int
select count(distinct r.account_id) as admins
from account_grant r join account a on a.id = r.account_id
where r.role = 'admin' and r.withdrawn_ms is null and r.valid_to is null and a.closed_ms is null
  and not exists (select 1 from account_directory d where d.account_id = a.id)

-- query recovery_insert :exec
-- param id text
-- param account_id text
-- param reason text
-- param asked_by text
-- param asked_ms int
-- param expires_ms int
insert into account_recovery (id, account_id, reason, asked_by, asked_ms, expires_ms)
values ($1, $2, $3, $4, $5, $6)

-- query recovery_find :one
-- param id text
select r.id, r.account_id, r.reason, r.asked_by, r.asked_ms, r.expires_ms, r.confirmed_ms,
       r.withdrawn_ms, a.login, a.closed_ms, p.display_name as asker
from account_recovery r join account a on a.id = r.account_id join account p on p.id = r.asked_by
where r.id = $1

-- query recovery_open :many
-- param account_id text
-- param now_ms int
select id from account_recovery
where account_id = $1 and confirmed_ms is null and withdrawn_ms is null
  and asked_ms <= $2 and expires_ms > $2

-- query recovery_list :many
-- param most int
-- col login text
-- col owner text
-- col asker text
-- col confirmer text?
-- col withdrawer text?
select r.id, r.account_id, r.reason, r.asked_by, r.asked_ms, r.expires_ms, r.confirmed_ms,
       r.withdrawn_ms, a.login, a.display_name as owner, p.display_name as asker,
       c.display_name as confirmer, w.display_name as withdrawer
from account_recovery r join account a on a.id = r.account_id join account p on p.id = r.asked_by
left join account c on c.id = r.confirmed_by left join account w on w.id = r.withdrawn_by
order by r.asked_ms desc, r.id desc limit $1

-- query recovery_confirm :changed
-- param id text
-- param by text
-- param now_ms int
update account_recovery set confirmed_by = $2, confirmed_ms = $3
where id = $1 and confirmed_ms is null and withdrawn_ms is null and asked_by <> $2
  and account_id <> $2 and asked_ms <= $3 and expires_ms > $3

-- query recovery_withdraw :changed
-- param id text
-- param by text
-- param now_ms int
update account_recovery set withdrawn_by = $2, withdrawn_ms = $3
where id = $1 and confirmed_ms is null and withdrawn_ms is null

-- What the owner was not told yet.
-- query recovery_untold :many
-- param account_id text
-- col asker text
-- col confirmer text?
select r.id, r.reason, r.asked_ms, r.confirmed_ms, p.display_name as asker,
       c.display_name as confirmer
from account_recovery r join account p on p.id = r.asked_by
left join account c on c.id = r.confirmed_by
where r.account_id = $1 and r.confirmed_ms is not null and r.told_ms is null
order by r.confirmed_ms

-- query recovery_tell :exec
-- param account_id text
-- param told_ms int
update account_recovery set told_ms = $2
where account_id = $1 and confirmed_ms is not null and told_ms is null
