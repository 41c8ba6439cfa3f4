-- owns account_person, privacy_setting, privacy_request, privacy_request_event, privacy_run
-- owns privacy_incident, privacy_incident_entry, privacy_incident_event
-- reads account, account_grant, account_session, sign_in_event, api_token, audit_entry
-- reads person, person_identity, person_span, person_transfer, person_honour, person_list_file
-- reads registration, registration_title, award_title, cluster, unit, unit_state
-- reads cluster_handover, covenant_signature, plan_entry

-- --- settings

-- query privacy_settings :many
select code, revision, days, basis, author, at_ms from privacy_setting order by code, revision

-- query privacy_setting_insert :exec
-- param code text
-- param revision int
-- param days int
-- param basis text
-- param author text
-- param at_ms int
insert into privacy_setting (code, revision, days, basis, author, at_ms)
values ($1, $2, $3, $4, $5, $6)

-- --- who an account belongs to

-- query account_person_links :many
select l.id, a.login, a.display_name, l.person_id, n.full_name, l.reason, l.recorded_ms,
       l.recorded_by
from account_person l
join account a on a.id = l.account_id
join person_identity n on n.person_id = l.person_id and n.withdrawn_ms is null
where l.withdrawn_ms is null order by a.login

-- query account_person_of :one
-- param account_id text
select person_id from account_person where account_id = $1 and withdrawn_ms is null

-- query account_of_person :one
-- param person_id text
select account_id from account_person where person_id = $1 and withdrawn_ms is null

-- query account_person_insert :exec
-- param id text
-- param account_id text
-- param person_id text
-- param reason text
-- param recorded_ms int
-- param recorded_by text
insert into account_person (id, account_id, person_id, reason, recorded_ms, recorded_by,
                            withdrawn_ms, withdrawn_by)
values ($1, $2, $3, $4, $5, $6, null, null)

-- query account_person_end :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
update account_person set withdrawn_ms = $2, withdrawn_by = $3
where id = $1 and withdrawn_ms is null

-- query privacy_account_of_login :one
-- param login text
select id, login, display_name from account where login = $1

-- --- requests

-- query privacy_request_insert :exec
-- param id text
-- param person_id text
-- param kind text
-- param asked_on text
-- param asked_by text
-- param identified text
-- param detail text
-- param due_on text
-- param account_id text
-- param recorded_ms int
-- param recorded_by text
insert into privacy_request (id, person_id, kind, asked_on, asked_by, identified, detail, due_on,
                             account_id, recorded_ms, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- Of one person, or (PERSON_ID '') all: newest first, open ones before the others.
-- query privacy_requests :many
-- param person_id text
-- param most int
-- col step text?
select r.id, r.person_id, n.full_name, r.kind, r.asked_on, r.asked_by, r.identified, r.detail,
       r.due_on, r.account_id, r.recorded_ms, r.recorded_by,
       (select max(e.step) from privacy_request_event e
        where e.request_id = r.id and e.step <> 'taken') as step
from privacy_request r
join person_identity n on n.person_id = r.person_id and n.withdrawn_ms is null
where $1 = '' or r.person_id = $1
order by case when exists (select 1 from privacy_request_event e
                           where e.request_id = r.id and e.step <> 'taken') then 1 else 0 end,
         r.recorded_ms desc, r.id desc
limit $2

-- query privacy_request_find :one
-- param id text
select r.id, r.person_id, n.full_name, r.kind, r.asked_on, r.asked_by, r.identified, r.detail,
       r.due_on, r.account_id, r.recorded_ms, r.recorded_by
from privacy_request r
join person_identity n on n.person_id = r.person_id and n.withdrawn_ms is null
where r.id = $1

-- query privacy_request_events :many
-- param request_id text
select sequence, step, reason, author, at_ms from privacy_request_event
where request_id = $1 order by sequence

-- query privacy_request_event_insert :exec
-- param request_id text
-- param sequence int
-- param step text
-- param reason text
-- param author text
-- param at_ms int
insert into privacy_request_event (request_id, sequence, step, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6)

-- --- how much there is

-- query privacy_counts :one
-- col accounts int
-- col sessions int
-- col failures int
-- col audit int
-- col people int
-- col spans int
-- col absences int
-- col transfers int
-- col honours int
-- col titles int
-- col lists int
-- col signers int
select (select count(*) from account) as accounts,
       (select count(*) from account_session) as sessions,
       (select count(*) from sign_in_event) as failures,
       (select count(*) from audit_entry) as audit,
       (select count(*) from person) as people,
       (select count(*) from person_span where aspect <> 'away') as spans,
       (select count(*) from person_span where aspect = 'away') as absences,
       (select count(*) from person_transfer) as transfers,
       (select count(*) from person_honour) as honours,
       (select count(*) from registration_title where person_id is not null) as titles,
       (select count(*) from person_list_file where state = 'staged') as lists,
       (select count(*) from cluster_handover) + (select count(*) from covenant_signature)
           as signers

-- What was kept long enough: sessions that ended, sign-ins, lists nobody stored, transfers
-- that came to nothing.
-- query privacy_old :one
-- param sessions_ms int
-- param failures_ms int
-- param lists_ms int
-- param transfers_ms int
-- col sessions int
-- col failures int
-- col lists int
-- col transfers int
select (select count(*) from account_session where expires_ms <= $1) as sessions,
       (select count(*) from sign_in_event where at_ms <= $2) as failures,
       (select count(*) from person_list_file where state = 'staged' and created_ms < $3) as lists,
       (select count(*) from person_transfer
        where state in ('refused', 'withdrawn') and answered_ms <= $4) as transfers

-- query privacy_run_insert :exec
-- param id text
-- param kind text
-- param before_ms int
-- param count int
-- param author text
-- param at_ms int
insert into privacy_run (id, kind, before_ms, count, author, at_ms)
values ($1, $2, $3, $4, $5, $6)

-- query privacy_runs :many
-- param most int
select kind, before_ms, count, author, at_ms from privacy_run
order by at_ms desc, id desc limit $1

-- --- all that is held about somebody

-- query held_identities :many
-- param person_id text
select full_name, sort_name, born, reason, recorded_ms, recorded_by, withdrawn_ms, withdrawn_by
from person_identity where person_id = $1 order by recorded_ms, id

-- query held_spans :many
-- param person_id text
-- col unit_name text?
select x.aspect, x.value, x.leads, x.how, x.begins, x.valid_to, x.source, x.reason, x.recorded_ms,
       x.recorded_by, x.withdrawn_ms, x.withdrawn_by,
       (select s.name from unit_state s where s.unit_id = x.unit_id and s.withdrawn_ms is null
        order by coalesce(s.valid_from, '') desc, s.id desc limit 1) as unit_name
from person_span x where x.person_id = $1 order by x.aspect, x.valid_from, x.recorded_ms, x.id

-- query held_transfers :many
-- param person_id text
select kind, from_name, to_name, effective_on, ends_on, decision_number, decision_on,
       decision_issuer, comment, state, recorded_ms, recorded_by, answered_ms, answered_by,
       answer_reason
from person_transfer where person_id = $1 order by recorded_ms, id

-- query held_honours :many
-- param person_id text
select year, title, state, under_name, decision_number, decision_on, decision_issuer, source,
       recorded_ms, recorded_by, withdrawn_ms, withdrawn_by
from person_honour where person_id = $1 order by year, recorded_ms, id

-- query held_titles :many
-- param person_id text
-- col title text?
-- col unit_name text?
select g.year, c.name as cluster_name, g.revision, t.title_code, t.person_name, g.author, g.at_ms,
       (select max(a.name) from award_title a where a.code = t.title_code) as title,
       (select s.name from unit_state s where s.unit_id = g.unit_id and s.withdrawn_ms is null
        order by coalesce(s.valid_from, '') desc, s.id desc limit 1) as unit_name
from registration_title t
join registration g on g.id = t.registration_id
join cluster c on c.id = g.cluster_id
where t.person_id = $1 order by g.year, g.revision, t.id

-- Papers that somebody of this very name signed: no id ties them to a person.
-- query held_handovers :many
-- param name text
select c.name as cluster_name, h.year, h.handed_on, h.from_name, h.from_post, h.to_name, h.to_post,
       h.witness_name, h.witness_post, h.recorded_ms, h.recorded_by
from cluster_handover h join cluster c on c.id = h.cluster_id
where h.from_name = $1 or h.to_name = $1 or h.witness_name = $1 order by h.recorded_ms, h.id

-- query held_signatures :many
-- param name text
select role, post, rank, signed_on, place, recorded_ms, recorded_by, withdrawn_ms
from covenant_signature where name = $1 order by recorded_ms, id

-- query held_plans :many
-- param name text
select distinct number, issued_on, signer_post, title from plan_entry
where signer = $1 order by issued_on, number, title

-- query held_account :one
-- param id text
select login, display_name, created_ms, closed_ms from account where id = $1

-- query held_roles :many
-- param account_id text
-- col cluster_name text?
-- col unit_name text?
select r.role,
       (select c.name from cluster c where c.id = r.cluster_id) as cluster_name,
       (select s.name from unit_state s where s.unit_id = r.unit_id and s.withdrawn_ms is null
        order by coalesce(s.valid_from, '') desc, s.id desc limit 1) as unit_name
from account_grant r where r.account_id = $1 and r.withdrawn_ms is null order by r.role, r.cluster_id, r.unit_id

-- query held_sessions :many
-- param account_id text
select created_ms, seen_ms, expires_ms, method, address, user_agent from account_session where account_id = $1 order by created_ms

-- query held_sign_ins :many
-- param account_id text
select at_ms, outcome, method, address, user_agent from sign_in_event
where account_id = $1 order by at_ms, id

-- query held_tokens :many
-- param account_id text
select name, created_ms, expires_ms, used_ms, withdrawn_ms from api_token
where account_id = $1 order by created_ms, id

-- What somebody did, counted: each line stands in the trail of its object.
-- query held_acts :many
-- param account_id text
-- col acts int
-- col first_ms int
-- col last_ms int
select action, count(*) as acts, min(at_ms) as first_ms, max(at_ms) as last_ms
from audit_entry where account_id = $1 group by action order by action

-- Whether all clusters of the folder are samples.
-- query held_all_sample :one
-- col all_sample bool
select coalesce(min(case when is_sample then 1 else 0 end), 0) = 1 as all_sample from cluster

-- --- incidents

-- query incident_last_number :one
-- col number int
select cast(coalesce(max(number), 0) as bigint) as number from privacy_incident

-- query incident_insert :exec
-- param id text
-- param number int
-- param created_ms int
-- param created_by text
insert into privacy_incident (id, number, created_ms, created_by) values ($1, $2, $3, $4)

-- query incident_entry_insert :exec
-- param incident_id text
-- param revision int
-- param occurred_ms int
-- param found_ms int
-- param what text
-- param data text
-- param people int?
-- param measures text
-- param reason text
-- param author text
-- param at_ms int
insert into privacy_incident_entry (incident_id, revision, occurred_ms, found_ms, what, data,
                                    people, measures, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- query incident_event_insert :exec
-- param incident_id text
-- param sequence int
-- param step text
-- param done_ms int
-- param document text
-- param remark text
-- param author text
-- param at_ms int
insert into privacy_incident_event (incident_id, sequence, step, done_ms, document, remark, author,
                                    at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- The newest entry of each, with how far it is.
-- query incidents :many
-- col notified int
-- col closed int
select i.id, i.number, e.revision, e.occurred_ms, e.found_ms, e.what, e.data, e.people, e.measures,
       e.author, e.at_ms,
       (select count(*) from privacy_incident_event v
        where v.incident_id = i.id and v.step = 'notified') as notified,
       (select count(*) from privacy_incident_event v
        where v.incident_id = i.id and v.step = 'closed') as closed
from privacy_incident i join privacy_incident_entry e on e.incident_id = i.id
where e.revision = (select max(n.revision) from privacy_incident_entry n
                    where n.incident_id = i.id)
order by i.number desc

-- query incident_by_number :one
-- param number int
select id from privacy_incident where number = $1

-- query incident_entries :many
-- param incident_id text
select revision, occurred_ms, found_ms, what, data, people, measures, reason, author, at_ms
from privacy_incident_entry where incident_id = $1 order by revision

-- query incident_events :many
-- param incident_id text
select sequence, step, done_ms, document, remark, author, at_ms from privacy_incident_event
where incident_id = $1 order by sequence
