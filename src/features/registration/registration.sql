-- owns award_title, registration, registration_title, registration_event, registration_rule
-- owns registration_deadline, registration_carry
-- reads unit_state

-- query award_titles_entered :many
select id, code, name, for_person, for_civil, for_army, for_militia, legal_code, source, valid_from,
       valid_to, recorded_ms, recorded_by
from award_title where withdrawn_ms is null order by name, code

-- query award_title_insert :exec
-- param id text
-- param code text
-- param name text
-- param for_person bool
-- param for_civil bool
-- param for_army bool
-- param for_militia bool
-- param legal_code text
-- param source text
-- param valid_from text?
-- param valid_to text?
-- param recorded_ms int
-- param recorded_by text
insert into award_title (id, code, name, for_person, for_civil, for_army, for_militia, legal_code,
                         source, valid_from, valid_to, recorded_ms, recorded_by, withdrawn_ms,
                         withdrawn_by, withdrawn_reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, null, null)

-- query award_title_withdraw :changed
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update award_title set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- query award_title_uses :one
-- param title_code text
-- col uses int
select count(*) as uses from registration_title where title_code = $1

-- One unit's, or with an empty id those of all.
-- query registration_revisions_of :many
-- param cluster_id text
-- param year int
-- param unit_id text
select id, unit_id, revision, note, reason, author, at_ms
from registration where cluster_id = $1 and year = $2 and ($3 = '' or unit_id = $3)
order by unit_id, revision

-- query registration_lines_of :many
-- param cluster_id text
-- param year int
-- param unit_id text
select t.registration_id, t.title_code, t.person_id, t.person_name
from registration_title t join registration r on r.id = t.registration_id
where r.cluster_id = $1 and r.year = $2 and ($3 = '' or r.unit_id = $3)
order by r.unit_id, r.revision, t.position

-- query registration_events_of :many
-- param cluster_id text
-- param year int
-- param unit_id text
select unit_id, revision, kind, reason, author, at_ms
from registration_event where cluster_id = $1 and year = $2 and ($3 = '' or unit_id = $3)
order by unit_id, at_ms, id

-- query registration_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param unit_id text
-- param revision int
-- param note text
-- param reason text
-- param author text
-- param at_ms int
insert into registration (id, cluster_id, year, unit_id, revision, note, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query registration_title_insert :exec
-- param id text
-- param registration_id text
-- param position int
-- param title_code text
-- param person_id text?
-- param person_name text
insert into registration_title (id, registration_id, position, title_code, person_id, person_name)
values ($1, $2, $3, $4, $5, $6)

-- query registration_event_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param unit_id text
-- param revision int
-- param kind text
-- param reason text
-- param author text
-- param at_ms int
insert into registration_event (id, cluster_id, year, unit_id, revision, kind, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- Where a unit registered in a year.
-- query registration_clusters_of_unit :many
-- param unit_id text
-- param year int
select distinct cluster_id, unit_id from registration where unit_id = $1 and year = $2
order by cluster_id

-- query registration_clusters_of_person :many
-- param person_id text
-- param year int
select distinct r.cluster_id, r.unit_id
from registration_title t join registration r on r.id = t.registration_id
where t.person_id = $1 and r.year = $2
order by r.cluster_id, r.unit_id

-- query registration_deadline_newest :many
-- param cluster_id text
-- param year int
select due_on, reason, author, at_ms
from registration_deadline where cluster_id = $1 and year = $2 order by at_ms desc, id desc

-- query registration_deadline_insert :exec
-- param id text
-- param cluster_id text
-- param year int
-- param due_on text
-- param reason text
-- param author text
-- param at_ms int
insert into registration_deadline (id, cluster_id, year, due_on, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7)

-- query registration_rules_all :many
select from_year, level, legal_code, reason, author, at_ms
from registration_rule order by at_ms, id

-- query registration_rule_insert :exec
-- param id text
-- param from_year int
-- param level text
-- param legal_code text
-- param reason text
-- param author text
-- param at_ms int
insert into registration_rule (id, from_year, level, legal_code, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7)

-- query registration_carries_to :many
-- param year int
-- param to_unit_id text
select id, from_unit_id, decision, reason, author, at_ms
from registration_carry where year = $1 and to_unit_id = $2 and withdrawn_ms is null
order by at_ms, id

-- query registration_carry_insert :exec
-- param id text
-- param year int
-- param from_unit_id text
-- param to_unit_id text
-- param decision text
-- param reason text
-- param author text
-- param at_ms int
insert into registration_carry (id, year, from_unit_id, to_unit_id, decision, reason, author, at_ms,
                                withdrawn_ms, withdrawn_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)

-- query registration_carry_end :changed
-- param id text
-- param to_unit_id text
-- param withdrawn_ms int
-- param withdrawn_by text
update registration_carry set withdrawn_ms = $3, withdrawn_by = $4
where id = $1 and to_unit_id = $2 and withdrawn_ms is null

-- The name a unit bore last.
-- query registration_unit_name :many
-- param unit_id text
select name from unit_state where unit_id = $1 and withdrawn_ms is null
order by valid_from desc nulls last, recorded_ms desc
