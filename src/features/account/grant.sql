-- owns account_grant, account_delegation, account_delegation_grant, account_acting, right_alert
-- reads account, cluster, cluster_member, cluster_term, unit_state, unit

-- query grants_of :many
-- param account_id text
-- param day text
select id, role, cluster_id, unit_id, valid_from, valid_to from account_grant
where account_id = $1 and withdrawn_ms is null
  and (valid_from is null or valid_from <= $2) and (valid_to is null or valid_to > $2)
order by given_ms, id

-- All that a request must know, in one statement: 'own' grants; 'lent' ones of the loan the session
-- acts with; and every loan that is 'open' to the account, with its lender.
-- query grants_of_session :many
-- param account_id text
-- param session_hash text
-- param day text
-- col kind text
-- col id text
-- col role text
-- col cluster_id text
-- col unit_id text
-- col valid_from text?
-- col valid_to text?
-- col lender_id text
-- col lender text
-- col delegation_id text
-- col given_ms int
select 'own' as kind, g.id as id, g.role as role, g.cluster_id as cluster_id, g.unit_id as unit_id,
       g.valid_from as valid_from, g.valid_to as valid_to, '' as lender_id, '' as lender,
       '' as delegation_id, g.given_ms as given_ms
from account_grant g
where g.account_id = $1 and g.withdrawn_ms is null
  and (g.valid_from is null or g.valid_from <= $3) and (g.valid_to is null or g.valid_to > $3)
union all
select 'open', d.id, '', '', '', d.valid_from, d.valid_to, l.id, l.display_name, d.id, d.given_ms
from account_delegation d join account l on l.id = d.lender_id and l.closed_ms is null
where d.delegate_id = $1 and d.withdrawn_ms is null and d.valid_from <= $3 and d.valid_to > $3
union all
select 'lent', g.id, g.role, g.cluster_id, g.unit_id, g.valid_from, d.valid_to, l.id,
       l.display_name, d.id, g.given_ms
from account_acting s
join account_delegation d on d.id = s.delegation_id and d.delegate_id = $1
join account l on l.id = d.lender_id and l.closed_ms is null
join account_delegation_grant x on x.delegation_id = d.id
join account_grant g on g.id = x.grant_id and g.account_id = d.lender_id
where s.session_hash = $2 and d.withdrawn_ms is null and d.valid_from <= $3 and d.valid_to > $3
  and g.withdrawn_ms is null and g.role <> 'admin'
  and (g.valid_from is null or g.valid_from <= $3) and (g.valid_to is null or g.valid_to > $3)
order by 11, 2

-- Nothing once the loan, what was lent, or the lender has ended.
-- query grants_lent :many
-- param delegation_id text
-- param delegate_id text
-- param day text
select g.id, g.role, l.id as lender_id, l.display_name as lender
from account_delegation d
join account l on l.id = d.lender_id and l.closed_ms is null
join account_delegation_grant x on x.delegation_id = d.id
join account_grant g on g.id = x.grant_id and g.account_id = d.lender_id
where d.id = $1 and d.delegate_id = $2 and d.withdrawn_ms is null and d.valid_from <= $3
  and d.valid_to > $3 and g.withdrawn_ms is null and g.role <> 'admin'
  and (g.valid_from is null or g.valid_from <= $3) and (g.valid_to is null or g.valid_to > $3)
order by g.given_ms, g.id

-- query acting_set :exec
-- param session_hash text
-- param delegation_id text
insert into account_acting (session_hash, delegation_id) values ($1, $2)
on conflict (session_hash) do update set delegation_id = excluded.delegation_id

-- query acting_clear :exec
-- param session_hash text
delete from account_acting where session_hash = $1

-- Where grants for units lead on a day: clusters at or below the unit, years of membership, posts.
-- Of an account, or of a loan (the other is '').
-- query grant_leads :many
-- param account_id text
-- param delegation_id text
-- param day text
-- col kind text
-- col grant_id text
-- col cluster_id text
-- col year int
-- col post text
-- col valid_from text
-- col valid_to text
with recursive given (id, role, cluster_id, unit_id) as (
    select g.id, g.role, g.cluster_id, g.unit_id from account_grant g
    where g.account_id = $1 and g.unit_id <> '' and g.withdrawn_ms is null
    union all
    select g.id, g.role, g.cluster_id, g.unit_id
    from account_delegation_grant x join account_grant g on g.id = x.grant_id
    where x.delegation_id = $2 and g.unit_id <> '' and g.withdrawn_ms is null),
above (cluster_id, unit_id) as (
    select c.id, c.superior_id from cluster c
    where exists (select 1 from given g where g.cluster_id = ''
                  and g.role in ('office', 'chair', 'council', 'reader'))
    union
    select a.cluster_id, s.parent_id from above a
    join unit_state s on s.unit_id = a.unit_id
    where s.withdrawn_ms is null and s.parent_id is not null
      and (s.valid_from is null or s.valid_from <= $3) and (s.valid_to is null or s.valid_to > $3))
select 'tree' as kind, g.id as grant_id, a.cluster_id as cluster_id, cast(0 as bigint) as year,
       '' as post, '' as valid_from, '' as valid_to
from given g join above a on a.unit_id = g.unit_id
where g.cluster_id = '' and g.role in ('office', 'chair', 'council', 'reader')
union all
select 'member', g.id, m.cluster_id, cast(m.year as bigint), '', '', ''
from given g join cluster_member m on m.unit_id = g.unit_id
where g.cluster_id = '' and g.role in ('unit', 'commander', 'checker')
union all
select 'post', g.id, t.cluster_id, cast(0 as bigint), t.role, t.valid_from, t.valid_to
from given g join cluster_term t on t.unit_id = g.unit_id
where t.withdrawn_ms is null and t.valid_from <= $3 and t.valid_to > $3
  and g.role in ('unit', 'commander') and (g.cluster_id = '' or g.cluster_id = t.cluster_id)
order by 1, 2, 3, 4

-- A unit and all below it on a day.
-- query grant_units_below :many
-- param unit_id text
-- param day text
-- col id text
with recursive below (id) as (
    select u.id from unit u where u.id = $1
    union
    select s.unit_id from unit_state s join below b on s.parent_id = b.id
    where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $2)
      and (s.valid_to is null or s.valid_to > $2))
select id from below order by id

-- query grant_history :many
-- param account_id text
select id, role, cluster_id, unit_id, valid_from, valid_to, given_ms, given_by, reason,
       withdrawn_ms, withdrawn_by, withdrawn_reason
from account_grant where account_id = $1 order by given_ms, id

-- query grants_of_all :many
-- param day text
select account_id, id, role, cluster_id, unit_id, valid_from, valid_to from account_grant
where withdrawn_ms is null and (valid_to is null or valid_to > $1)
order by account_id, given_ms, id

-- query grant_by_id :one
-- param id text
select g.id, g.account_id, g.role, g.cluster_id, g.unit_id, g.valid_from, g.valid_to, g.withdrawn_ms
from account_grant g where g.id = $1

-- query grant_insert :exec
-- param id text
-- param account_id text
-- param role text
-- param cluster_id text
-- param unit_id text
-- param valid_from text?
-- param valid_to text?
-- param given_ms int
-- param given_by text
-- param reason text
insert into account_grant (id, account_id, role, cluster_id, unit_id, valid_from, valid_to,
                           given_ms, given_by, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- query grant_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update account_grant set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- Administrators who can act on a day.
-- query grant_admins :one
-- param day text
-- col admins int
select count(distinct g.account_id) as admins
from account_grant g join account a on a.id = g.account_id
where g.role = 'admin' and a.closed_ms is null and g.withdrawn_ms is null
  and (g.valid_from is null or g.valid_from <= $1) and g.valid_to is null

-- query unit_names_now :many
-- param day text
select s.unit_id, s.name, u.slug from unit_state s join unit u on u.id = s.unit_id
where s.withdrawn_ms is null and (s.valid_from is null or s.valid_from <= $1)
  and (s.valid_to is null or s.valid_to > $1)
order by s.sort_key, s.unit_id

-- query grant_account :one
-- param login text
select id, login, display_name, closed_ms from account where login = $1

-- query delegation_insert :exec
-- param id text
-- param lender_id text
-- param delegate_id text
-- param valid_from text
-- param valid_to text
-- param reason text
-- param given_ms int
insert into account_delegation (id, lender_id, delegate_id, valid_from, valid_to, reason, given_ms)
values ($1, $2, $3, $4, $5, $6, $7)

-- query delegation_grant_insert :exec
-- param delegation_id text
-- param grant_id text
insert into account_delegation_grant (delegation_id, grant_id) values ($1, $2)

-- query delegations_of :many
-- param account_id text
select d.id, d.lender_id, l.display_name as lender, d.delegate_id, b.display_name as delegate,
       b.login as delegate_login, d.valid_from, d.valid_to, d.reason, d.given_ms, d.withdrawn_ms,
       d.withdrawn_by, d.withdrawn_reason, l.closed_ms as lender_closed_ms
from account_delegation d join account l on l.id = d.lender_id join account b on b.id = d.delegate_id
where d.lender_id = $1 or d.delegate_id = $1
order by d.given_ms desc, d.id desc

-- query delegation_grants :many
-- param account_id text
select x.delegation_id, g.id, g.role, g.cluster_id, g.unit_id
from account_delegation d join account_delegation_grant x on x.delegation_id = d.id
join account_grant g on g.id = x.grant_id
where d.lender_id = $1 or d.delegate_id = $1
order by x.delegation_id, g.given_ms, g.id

-- query delegation_withdraw :changed
-- param id text
-- param account_id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update account_delegation set withdrawn_ms = $3, withdrawn_by = $4, withdrawn_reason = $5
where id = $1 and (lender_id = $2 or delegate_id = $2) and withdrawn_ms is null

-- query alert_insert :exec
-- param id text
-- param kind text
-- param author_id text
-- param author text
-- param subject_id text
-- param role text
-- param reason text
-- param at_ms int
insert into right_alert (id, kind, author_id, author, subject_id, role, reason, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query alert_list :many
select r.id, r.kind, r.author_id, r.author, r.subject_id, a.login, a.display_name, r.role, r.reason,
       r.at_ms, r.seen_ms, r.seen_by
from right_alert r join account a on a.id = r.subject_id
order by r.at_ms desc, r.id desc

-- query alert_by_id :one
-- param id text
select id, author_id, subject_id, seen_ms from right_alert where id = $1

-- query alert_see :changed
-- param id text
-- param seen_ms int
-- param seen_by text
update right_alert set seen_ms = $2, seen_by = $3 where id = $1 and seen_ms is null

-- query alert_chairs :many
-- param day text
select g.account_id
from account_grant g join account a on a.id = g.account_id
where g.role = 'chair' and a.closed_ms is null and g.withdrawn_ms is null
  and (g.valid_from is null or g.valid_from <= $1) and (g.valid_to is null or g.valid_to > $1)
