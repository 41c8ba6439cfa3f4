-- owns adoption_record, adoption_ballot, adoption_figure, adoption_tie

-- query adoption_records :many
-- param cluster_period_id text
select id, revision, kind, held_on, number, body, manner, members, present, yes, no, abstain, needed,
       share, share_basis, accepted, reason, board_revision, digest, author, at_ms
from adoption_record where cluster_period_id = $1 order by revision

-- query adoption_ballots :many
-- param cluster_period_id text
select b.record_id, b.unit_id, b.choice
from adoption_record r join adoption_ballot b on b.record_id = r.id
where r.cluster_period_id = $1 order by r.revision, b.unit_id

-- query adoption_figures :many
-- param record_id text
select unit_id, total, complete, place from adoption_figure where record_id = $1 order by unit_id

-- query adoption_ties :many
-- param cluster_period_id text
select t.record_id, t.unit_id, t.votes
from adoption_record r join adoption_tie t on t.record_id = r.id
where r.cluster_period_id = $1 order by r.revision, t.votes desc, t.unit_id

-- query adoption_next_revision :one
-- param cluster_period_id text
-- col revision int
select coalesce(max(revision), 0) + 1 as revision from adoption_record where cluster_period_id = $1

-- query adoption_record_insert :exec
-- param id text
-- param cluster_period_id text
-- param revision int
-- param kind text
-- param held_on text
-- param number text
-- param body text
-- param manner text
-- param members int
-- param present int
-- param yes int
-- param no int
-- param abstain int
-- param needed int
-- param share text
-- param share_basis text
-- param accepted bool
-- param reason text
-- param board_revision int
-- param digest text
-- param author text
-- param at_ms int
insert into adoption_record (id, cluster_period_id, revision, kind, held_on, number, body, manner, members,
                             present, yes, no, abstain, needed, share, share_basis, accepted, reason,
                             board_revision, digest, author, at_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)

-- query adoption_ballot_insert :exec
-- param record_id text
-- param unit_id text
-- param choice text
insert into adoption_ballot (record_id, unit_id, choice) values ($1, $2, $3)

-- query adoption_figure_insert :exec
-- param record_id text
-- param unit_id text
-- param total text
-- param complete bool
-- param place int
insert into adoption_figure (record_id, unit_id, total, complete, place) values ($1, $2, $3, $4, $5)

-- query adoption_tie_insert :exec
-- param record_id text
-- param unit_id text
-- param votes int
insert into adoption_tie (record_id, unit_id, votes) values ($1, $2, $3)
