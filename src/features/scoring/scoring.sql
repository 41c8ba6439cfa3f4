-- owns criteria_table, criteria_version, criterion, scoring_exemption, scoring_setting, scoring_rule, scoring_rule_basis, score_entry, score_answer
-- reads cluster, cluster_member, cluster_period, unit_state, adoption_record, adoption_tie

-- query table_of_period :one
-- param cluster_period_id text
select id, title, notes, source_name, source_sha256, author, created_ms, locked_ms, locked_by
from criteria_table where cluster_period_id = $1

-- query table_insert :exec
-- param id text
-- param cluster_period_id text
-- param title text
-- param notes text
-- param source_name text
-- param source_sha256 text
-- param author text
-- param created_ms int
insert into criteria_table (id, cluster_period_id, title, notes, source_name, source_sha256, author,
                            created_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- query table_replace :changed
-- param id text
-- param title text
-- param notes text
-- param source_name text
-- param source_sha256 text
-- param author text
-- param created_ms int
update criteria_table
set title = $2, notes = $3, source_name = $4, source_sha256 = $5, author = $6, created_ms = $7
where id = $1 and locked_ms is null

-- query table_lock :changed
-- param id text
-- param locked_ms int
-- param locked_by text
update criteria_table set locked_ms = $2, locked_by = $3 where id = $1 and locked_ms is null

-- query criteria_of_table :many
-- param table_id text
select id, parent_id, code, label, name, kind, max_points, unit_of_measure, target, points_each,
       bonus_on, note, rule_code, for_kind, owner_stage, rollup, rollup_step
from criterion where table_id = $1 and removed_version is null order by position

-- query criteria_delete :exec
-- param table_id text
delete from criterion where table_id = $1

-- query criterion_insert :exec
-- param id text
-- param table_id text
-- param position int
-- param parent_id text?
-- param code text
-- param label text
-- param name text
-- param kind text
-- param max_points text
-- param unit_of_measure text
-- param target text?
-- param points_each text
-- param bonus_on bool
-- param note text
-- param rule_code text
-- param for_kind text
-- param owner_stage text
-- param rollup text
-- param rollup_step text
insert into criterion (id, table_id, position, parent_id, code, label, name, kind, max_points,
                       unit_of_measure, target, points_each, bonus_on, note, rule_code, for_kind,
                       owner_stage, rollup, rollup_step)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)

-- query rules_of_period :many
-- param cluster_period_id text
select rule, threshold, value from scoring_rule where cluster_period_id = $1
order by rule, position

-- query rules_delete :exec
-- param cluster_period_id text
delete from scoring_rule where cluster_period_id = $1

-- query rule_insert :exec
-- param cluster_period_id text
-- param rule text
-- param position int
-- param threshold text
-- param value text
insert into scoring_rule (cluster_period_id, rule, position, threshold, value)
values ($1, $2, $3, $4, $5)

-- query rule_basis :one
-- param cluster_period_id text
select basis, author, set_ms from scoring_rule_basis where cluster_period_id = $1

-- What the rules of all half-years rest on, newest first.
-- query rule_bases :many
select c.id as cluster_id, c.slug, c.name, p.code, b.basis
from scoring_rule_basis b
join cluster_period p on p.id = b.cluster_period_id
join cluster c on c.id = p.cluster_id
order by p.code desc, c.slug

-- query rule_basis_set :exec
-- param cluster_period_id text
-- param basis text
-- param author text
-- param set_ms int
insert into scoring_rule_basis (cluster_period_id, basis, author, set_ms) values ($1, $2, $3, $4)
on conflict (cluster_period_id) do update
set basis = excluded.basis, author = excluded.author, set_ms = excluded.set_ms

-- query entries_current :many
-- param cluster_period_id text
-- col revision int
select e.unit_id, e.criterion_id, e.stage, e.field, e.revision, e.value, e.author, e.at_ms, e.reason,
       e.source
from (select unit_id, criterion_id, stage, field, max(revision) as revision
      from score_entry where cluster_period_id = $1
      group by unit_id, criterion_id, stage, field) n
join score_entry e on e.cluster_period_id = $1 and e.unit_id = n.unit_id
    and e.criterion_id = n.criterion_id and e.stage = n.stage and e.field = n.field
    and e.revision = n.revision

-- query entries_newer :many
-- param cluster_period_id text
-- param period_revision int
select unit_id, criterion_id, stage, field, revision, value, author, at_ms, reason, source
from score_entry where cluster_period_id = $1 and period_revision > $2
order by period_revision

-- What a decision is judged against: the unit's newest result, and all that later stages said (the names
-- of their stages come before 'self'; people decided on them one by one, so they are few).
-- query cell_standing :many
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
-- col stage text
-- col field text
-- col revision int
-- col value text?
-- col author text
-- col at_ms int
-- col reason text
select stage, field, revision, value, author, at_ms, reason
from (select stage, field, revision, value, author, at_ms, reason from score_entry
      where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3 and stage = 'self'
          and field = 'actual' order by revision desc limit 1) own
union all
select stage, field, revision, value, author, at_ms, reason from score_entry
where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3 and stage < 'self'

-- query entries_of_cell :many
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
select stage, field, revision, value, author, at_ms, reason, source from score_entry
where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3
order by at_ms, stage, field, revision

-- query entry_newest :one
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
-- param stage text
-- param field text
select revision, value, reason from score_entry
where cluster_period_id = $1 and unit_id = $2 and criterion_id = $3 and stage = $4 and field = $5
order by revision desc limit 1

-- query entry_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text
-- param stage text
-- param field text
-- param revision int
-- param value text?
-- param author text
-- param at_ms int
-- param reason text
-- param source text
-- param batch_id text?
-- param period_revision int
insert into score_entry (id, cluster_period_id, unit_id, criterion_id, stage, field, revision, value,
                         author, at_ms, reason, source, batch_id, period_revision)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- query entries_any :one
-- param cluster_period_id text
select id from score_entry where cluster_period_id = $1 limit 1

-- query answers_of_period :many
-- param cluster_period_id text
select unit_id, criterion_id, revision, agrees, comment, author, at_ms from score_answer
where cluster_period_id = $1 order by unit_id, revision

-- query answer_next_revision :one
-- param cluster_period_id text
-- param unit_id text
-- col revision int
select coalesce(max(revision), 0) + 1 as revision from score_answer
where cluster_period_id = $1 and unit_id = $2

-- query answer_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param criterion_id text?
-- param revision int
-- param agrees bool
-- param comment text
-- param author text
-- param at_ms int
insert into score_answer (id, cluster_period_id, unit_id, criterion_id, revision, agrees, comment,
                          author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- What a calendar asks (due_scores_service.c): of which criteria that a unit is asked for it has said
-- something that stands, and when first.
-- query due_scores :many
-- param cluster_id text
-- param code text
-- col first_ms int
select e.unit_id, c.code as criterion_code, min(e.at_ms) as first_ms
from cluster_period p
join score_entry e on e.cluster_period_id = p.id
join criterion c on c.id = e.criterion_id and c.removed_version is null and c.owner_stage = 'self'
where p.cluster_id = $1 and p.code = $2 and e.stage = 'self'
    and e.field in ('actual', 'points') and e.value is not null
    and not exists (select 1 from score_entry l
                    where l.cluster_period_id = e.cluster_period_id and l.unit_id = e.unit_id
                        and l.criterion_id = e.criterion_id and l.stage = e.stage
                        and l.field = e.field and l.revision > e.revision
                        and l.value is null)
group by e.unit_id, c.code

-- A unit's last word on its feedback sheet, and the cluster's last decision on the unit.
-- query due_answers :many
-- param cluster_id text
-- param code text
-- col answered_ms int
-- col decided_ms int
select a.unit_id, max(a.at_ms) as answered_ms,
       coalesce((select max(e.at_ms) from score_entry e
                 where e.cluster_period_id = a.cluster_period_id and e.unit_id = a.unit_id
                     and e.stage <> 'self'), 0) as decided_ms
from score_answer a join cluster_period p on p.id = a.cluster_period_id
where p.cluster_id = $1 and p.code = $2
group by a.cluster_period_id, a.unit_id

-- query settings_of_period :many
-- param cluster_period_id text
select s.key, s.value, s.basis, s.author, s.at_ms
from scoring_setting s
where s.cluster_period_id = $1
  and s.revision = (select max(n.revision) from scoring_setting n
                    where n.cluster_period_id = s.cluster_period_id and n.key = s.key)

-- query setting_newest :one
-- param cluster_period_id text
-- param key text
select revision, value from scoring_setting where cluster_period_id = $1 and key = $2
order by revision desc limit 1

-- query setting_insert :exec
-- param id text
-- param cluster_period_id text
-- param key text
-- param revision int
-- param value text
-- param basis text
-- param author text
-- param at_ms int
insert into scoring_setting (id, cluster_period_id, key, revision, value, basis, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- The kinds of a year's members on a day, as known now; none for a unit that did not exist then.
-- query member_kinds :many
-- param cluster_id text
-- param year int
-- param day text
select m.unit_id, s.kind
from cluster_member m
join unit_state s on s.unit_id = m.unit_id and s.withdrawn_ms is null
where m.cluster_id = $1 and m.year = $2
  and (s.valid_from is null or s.valid_from <= $3) and (s.valid_to is null or s.valid_to > $3)
order by m.unit_id, s.recorded_ms, s.id

-- Members that are no more on a day, with the first day that they were not.
-- query members_gone :many
-- param cluster_id text
-- param year int
-- param day text
-- col gone_from text
select m.unit_id, max(s.valid_to) as gone_from
from cluster_member m
join unit_state s on s.unit_id = m.unit_id and s.withdrawn_ms is null
where m.cluster_id = $1 and m.year = $2
group by m.unit_id
having count(s.valid_to) = count(*) and max(s.valid_to) <= $3

-- What is decided of each (unit, criterion) that anything was ever decided of.
-- query exemptions_of_period :many
-- param cluster_period_id text
select e.unit_id, e.criterion_code, e.is_exempt, e.reason, e.author, e.at_ms
from scoring_exemption e
where e.cluster_period_id = $1
  and e.revision = (select max(n.revision) from scoring_exemption n
                    where n.cluster_period_id = e.cluster_period_id and n.unit_id = e.unit_id
                      and n.criterion_code = e.criterion_code)
order by e.at_ms, e.id

-- query exemption_newest :one
-- param cluster_period_id text
-- param unit_id text
-- param criterion_code text
select revision, is_exempt, reason from scoring_exemption
where cluster_period_id = $1 and unit_id = $2 and criterion_code = $3
order by revision desc limit 1

-- query exemption_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param criterion_code text
-- param revision int
-- param is_exempt bool
-- param reason text
-- param author text
-- param at_ms int
insert into scoring_exemption (id, cluster_period_id, unit_id, criterion_code, revision, is_exempt,
                               reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- Versions of the table, the newest first; without their content.
-- query versions_of_period :many
-- param cluster_period_id text
select id, number, state, title, digest, reason, author, created_ms, changed_by, changed_ms,
       agreed_by, agreed_ms, agreed_on, agreed_note, locked_by, locked_ms, superseded_by,
       superseded_ms
from criteria_version where cluster_period_id = $1 order by number desc

-- query version_content :one
-- param cluster_period_id text
-- param number int
select id, content, digest from criteria_version where cluster_period_id = $1 and number = $2

-- query version_insert :exec
-- param id text
-- param cluster_period_id text
-- param number int
-- param state text
-- param title text
-- param content text
-- param digest text
-- param reason text
-- param author text
-- param created_ms int
insert into criteria_version (id, cluster_period_id, number, state, title, content, digest, reason,
                              author, created_ms, changed_by, changed_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10)

-- What a draft holds now; an agreed one is a draft again.
-- query version_write :changed
-- param id text
-- param title text
-- param content text
-- param digest text
-- param changed_by text
-- param changed_ms int
update criteria_version
set title = $2, content = $3, digest = $4, changed_by = $5, changed_ms = $6, state = 'draft',
    agreed_by = null, agreed_ms = null, agreed_on = null, agreed_note = null
where id = $1 and state in ('draft', 'agreed')

-- query version_agree :changed
-- param id text
-- param agreed_by text
-- param agreed_ms int
-- param agreed_on text
-- param agreed_note text
update criteria_version
set state = 'agreed', agreed_by = $2, agreed_ms = $3, agreed_on = $4, agreed_note = $5
where id = $1 and state = 'draft'

-- query version_lock :changed
-- param id text
-- param locked_by text
-- param locked_ms int
update criteria_version set state = 'locked', locked_by = $2, locked_ms = $3
where id = $1 and state in ('draft', 'agreed')

-- query version_supersede :exec
-- param cluster_period_id text
-- param superseded_by text
-- param superseded_ms int
update criteria_version set state = 'superseded', superseded_by = $2, superseded_ms = $3
where cluster_period_id = $1 and state = 'locked'

-- query version_drop :changed
-- param id text
-- param dropped_by text
-- param dropped_ms int
update criteria_version set state = 'dropped', superseded_by = $2, superseded_ms = $3
where id = $1 and state in ('draft', 'agreed')

-- A locked table gets the heading of the version that is in force now.
-- query table_renew :changed
-- param id text
-- param title text
-- param notes text
-- param locked_ms int
-- param locked_by text
update criteria_table set title = $2, notes = $3, locked_ms = $4, locked_by = $5
where id = $1 and locked_ms is not null

-- Codes make way before they are given anew.
-- query criteria_make_way :exec
-- param table_id text
update criterion set code = '~' || id where table_id = $1 and removed_version is null

-- query criterion_renew :changed
-- param id text
-- param position int
-- param parent_id text?
-- param code text
-- param label text
-- param name text
-- param kind text
-- param max_points text
-- param unit_of_measure text
-- param target text?
-- param points_each text
-- param bonus_on bool
-- param note text
-- param rule_code text
-- param for_kind text
-- param owner_stage text
-- param rollup text
-- param rollup_step text
update criterion
set position = $2, parent_id = $3, code = $4, label = $5, name = $6, kind = $7, max_points = $8,
    unit_of_measure = $9, target = $10, points_each = $11, bonus_on = $12, note = $13,
    rule_code = $14, for_kind = $15, owner_stage = $16, rollup = $17, rollup_step = $18
where id = $1

-- query criterion_take_out :exec
-- param id text
-- param code text
-- param removed_version int
update criterion set code = $2, removed_version = $3, parent_id = null where id = $1

-- What stands of scores beyond what a unit says of itself, and its own points, for what a new version
-- would do to them.
-- query points_standing :many
-- param cluster_period_id text
select e.unit_id, e.criterion_id, e.stage, e.field, e.value
from (select unit_id, criterion_id, stage, field, max(revision) as revision
      from score_entry where cluster_period_id = $1
      group by unit_id, criterion_id, stage, field) n
join score_entry e on e.cluster_period_id = $1 and e.unit_id = n.unit_id
    and e.criterion_id = n.criterion_id and e.stage = n.stage and e.field = n.field
    and e.revision = n.revision
where e.value is not null

-- Tables of criteria there are, for comparing and copying.
-- query table_origins :many
-- col cluster_name text
select p.id, p.code, c.id as cluster_id, c.slug, c.name as cluster_name, t.title
from criteria_table t
join cluster_period p on p.id = t.cluster_period_id
join cluster c on c.id = p.cluster_id
order by p.code desc, c.name, c.slug

-- What was voted and decided of the result, oldest first; and the votes on ties.
-- query outcome_records :many
-- param cluster_period_id text
select id, kind, held_on, number, body, members, accepted, board_revision, digest, reason, at_ms
from adoption_record where cluster_period_id = $1 order by revision

-- query outcome_ties :many
-- param cluster_period_id text
select r.revision, r.present, t.unit_id, t.votes
from adoption_record r join adoption_tie t on t.record_id = r.id
where r.cluster_period_id = $1 order by r.revision, t.unit_id
