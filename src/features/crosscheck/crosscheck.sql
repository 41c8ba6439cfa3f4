-- owns crosscheck_draw, crosscheck_party, crosscheck_exclusion, crosscheck_assignment, crosscheck_visit, crosscheck_draft, crosscheck_sending
-- reads cluster, cluster_period, cluster_member, unit_state

-- query crosscheck_draws :many
-- param cluster_period_id text
select id, revision, team_size, rings_allowed, look_back, apart_by_parent, seed, seed_source,
       replaces_reason, author, at_ms
from crosscheck_draw where cluster_period_id = $1 order by revision desc

-- query crosscheck_draw_insert :exec
-- param id text
-- param cluster_period_id text
-- param revision int
-- param team_size int
-- param rings_allowed bool
-- param look_back int
-- param apart_by_parent bool
-- param seed text
-- param seed_source text
-- param replaces_reason text
-- param author text
-- param account_id text
-- param at_ms int
insert into crosscheck_draw (id, cluster_period_id, revision, team_size, rings_allowed, look_back,
                             apart_by_parent, seed, seed_source, replaces_reason, author,
                             account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- query crosscheck_parties :many
-- param draw_id text
select unit_id, left_out from crosscheck_party where draw_id = $1 order by position

-- query crosscheck_party_insert :exec
-- param draw_id text
-- param position int
-- param unit_id text
-- param left_out text
insert into crosscheck_party (draw_id, position, unit_id, left_out) values ($1, $2, $3, $4)

-- query crosscheck_exclusions :many
-- param draw_id text
select checker_unit_id, target_unit_id, kind, reason
from crosscheck_exclusion where draw_id = $1 order by position

-- query crosscheck_exclusion_insert :exec
-- param draw_id text
-- param position int
-- param checker_unit_id text
-- param target_unit_id text
-- param kind text
-- param reason text
insert into crosscheck_exclusion (draw_id, position, checker_unit_id, target_unit_id, kind, reason)
values ($1, $2, $3, $4, $5, $6)

-- All of a half-year, withdrawn ones too.
-- query crosscheck_assignments :many
-- param cluster_period_id text
select id, draw_id, checker_unit_id, target_unit_id, is_leader, reason, author, at_ms,
       withdrawn_ms, withdrawn_by, withdrawn_reason
from crosscheck_assignment where cluster_period_id = $1 order by at_ms, id

-- query crosscheck_assignment_insert :exec
-- param id text
-- param cluster_period_id text
-- param draw_id text
-- param checker_unit_id text
-- param target_unit_id text
-- param is_leader bool
-- param reason text
-- param author text
-- param at_ms int
insert into crosscheck_assignment (id, cluster_period_id, draw_id, checker_unit_id, target_unit_id,
                                   is_leader, reason, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- query crosscheck_assignment_withdraw :exec
-- param id text
-- param withdrawn_ms int
-- param withdrawn_by text
-- param withdrawn_reason text
update crosscheck_assignment set withdrawn_ms = $2, withdrawn_by = $3, withdrawn_reason = $4
where id = $1 and withdrawn_ms is null

-- Who checked whom in the cluster's half-years before one, newest first.
-- query crosscheck_partners_before :many
-- param cluster_id text
-- param code text
select p.code, a.checker_unit_id, a.target_unit_id
from crosscheck_assignment a join cluster_period p on p.id = a.cluster_period_id
where p.cluster_id = $1 and p.code < $2 and a.withdrawn_ms is null
order by p.code desc, a.checker_unit_id, a.target_unit_id

-- The level above each member on a day; who has no row did not exist then.
-- query crosscheck_parents :many
-- param cluster_id text
-- param year int
-- param day text
select m.unit_id, s.parent_id
from cluster_member m join unit_state s on s.unit_id = m.unit_id
where m.cluster_id = $1 and m.year = $2 and s.withdrawn_ms is null
  and (s.valid_from is null or s.valid_from <= $3) and (s.valid_to is null or s.valid_to > $3)
order by m.unit_id

-- query crosscheck_visits :many
-- param cluster_period_id text
select v.target_unit_id, v.revision, v.visit_on, v.place, v.author, v.at_ms
from crosscheck_visit v
where v.cluster_period_id = $1
  and v.revision = (select max(n.revision) from crosscheck_visit n
                    where n.cluster_period_id = v.cluster_period_id
                      and n.target_unit_id = v.target_unit_id)
order by v.target_unit_id

-- query crosscheck_visit_insert :exec
-- param id text
-- param cluster_period_id text
-- param target_unit_id text
-- param revision int
-- param visit_on text?
-- param place text
-- param author text
-- param at_ms int
insert into crosscheck_visit (id, cluster_period_id, target_unit_id, revision, visit_on, place,
                              author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- What one unit found at another: the newest of each criterion.
-- query crosscheck_drafts :many
-- param cluster_period_id text
-- param checker_unit_id text
-- param target_unit_id text
select d.criterion_id, d.revision, d.actual, d.points, d.reason, d.evidence_seen, d.evidence_note,
       d.source, d.author, d.account_id, d.at_ms
from crosscheck_draft d
where d.cluster_period_id = $1 and d.checker_unit_id = $2 and d.target_unit_id = $3
  and d.revision = (select max(n.revision) from crosscheck_draft n
                    where n.cluster_period_id = d.cluster_period_id
                      and n.checker_unit_id = d.checker_unit_id
                      and n.target_unit_id = d.target_unit_id and n.criterion_id = d.criterion_id)
order by d.criterion_id

-- query crosscheck_draft_insert :exec
-- param id text
-- param cluster_period_id text
-- param checker_unit_id text
-- param target_unit_id text
-- param criterion_id text
-- param revision int
-- param actual text?
-- param points text?
-- param reason text
-- param evidence_seen text
-- param evidence_note text
-- param source text
-- param author text
-- param account_id text
-- param at_ms int
insert into crosscheck_draft (id, cluster_period_id, checker_unit_id, target_unit_id, criterion_id,
                              revision, actual, points, reason, evidence_seen, evidence_note,
                              source, author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- Who checks a unit in a half-year, and where that is.
-- query crosscheck_checkers :many
-- param cluster_period_id text
-- param target_unit_id text
select a.checker_unit_id, p.cluster_id, p.code
from crosscheck_assignment a join cluster_period p on p.id = a.cluster_period_id
where a.cluster_period_id = $1 and a.target_unit_id = $2 and a.withdrawn_ms is null
order by a.checker_unit_id

-- When something was last entered, by pair.
-- query crosscheck_entered :many
-- param cluster_period_id text
-- col at_ms int
select checker_unit_id, target_unit_id, cast(max(at_ms) as bigint) as at_ms
from crosscheck_draft where cluster_period_id = $1
group by checker_unit_id, target_unit_id order by checker_unit_id, target_unit_id

-- query crosscheck_sendings :many
-- param cluster_period_id text
select checker_unit_id, target_unit_id, stored, author, at_ms
from crosscheck_sending where cluster_period_id = $1 order by at_ms, id

-- query crosscheck_sending_insert :exec
-- param id text
-- param cluster_period_id text
-- param checker_unit_id text
-- param target_unit_id text
-- param stored int
-- param author text
-- param account_id text
-- param at_ms int
insert into crosscheck_sending (id, cluster_period_id, checker_unit_id, target_unit_id, stored,
                                author, account_id, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- For the calendar: who has to check whom, when, and what was sent.
-- query crosscheck_due :many
-- param cluster_id text
-- param code text
-- col visit_on text?
-- col sent_ms int
select a.checker_unit_id, a.target_unit_id,
       (select v.visit_on from crosscheck_visit v
        where v.cluster_period_id = a.cluster_period_id and v.target_unit_id = a.target_unit_id
        order by v.revision desc limit 1) as visit_on,
       cast(coalesce((select max(s.at_ms) from crosscheck_sending s
                      where s.cluster_period_id = a.cluster_period_id
                        and s.checker_unit_id = a.checker_unit_id
                        and s.target_unit_id = a.target_unit_id), 0) as bigint) as sent_ms
from crosscheck_assignment a join cluster_period p on p.id = a.cluster_period_id
where p.cluster_id = $1 and p.code = $2 and a.is_leader and a.withdrawn_ms is null
order by a.checker_unit_id, a.target_unit_id
