-- owns award_proposal

-- query proposal_insert :exec
-- param id text
-- param cluster_period_id text
-- param unit_id text
-- param revision int
-- param kind text
-- param conditions_met bool
-- param conditions_note text
-- param reason text
-- param digest text
-- param author text
-- param at_ms int
insert into award_proposal (id, cluster_period_id, unit_id, revision, kind, conditions_met,
                            conditions_note, reason, digest, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- Of a half-year, by unit, oldest first.
-- query proposals_of_period :many
-- param cluster_period_id text
select unit_id, revision, kind, conditions_met, conditions_note, reason, digest, author, at_ms
from award_proposal where cluster_period_id = $1 order by unit_id, revision
