-- owns scoring_rule_card, scoring_rule_line

-- query named_rules_of_period :many
-- param cluster_period_id text
select id, code, name, kind, bonus_rate, bonus_cap, limit_points, half_percent, second_name,
       second_percent, caps_all, scale, rounding, fault, basis, mark, valid_from, valid_to
from scoring_rule_card where cluster_period_id = $1 order by position

-- query named_rule_lines :many
-- param cluster_period_id text
select l.card_id, l.part, l.key, l.name, l.value, l.disqualifies, l.disciplines
from scoring_rule_card c
join scoring_rule_line l on l.card_id = c.id
where c.cluster_period_id = $1 order by c.position, l.part, l.position

-- query named_rule_lines_delete :exec
-- param cluster_period_id text
delete from scoring_rule_line
where card_id in (select id from scoring_rule_card where cluster_period_id = $1)

-- query named_rules_delete :exec
-- param cluster_period_id text
delete from scoring_rule_card where cluster_period_id = $1

-- query named_rule_insert :exec
-- param id text
-- param cluster_period_id text
-- param position int
-- param code text
-- param name text
-- param kind text
-- param bonus_rate text
-- param bonus_cap text
-- param limit_points text
-- param half_percent text
-- param second_name text
-- param second_percent text
-- param caps_all bool
-- param scale int
-- param rounding text
-- param fault text
-- param basis text
-- param mark text
-- param valid_from text?
-- param valid_to text?
-- param author text
-- param set_ms int
insert into scoring_rule_card (id, cluster_period_id, position, code, name, kind, bonus_rate,
                               bonus_cap, limit_points, half_percent, second_name, second_percent,
                               caps_all, scale, rounding, fault, basis, mark, valid_from, valid_to,
                               author, set_ms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22)

-- query named_rule_line_insert :exec
-- param card_id text
-- param part text
-- param position int
-- param key text
-- param name text
-- param value text
-- param disqualifies bool
-- param disciplines bool
insert into scoring_rule_line (card_id, part, position, key, name, value, disqualifies, disciplines)
values ($1, $2, $3, $4, $5, $6, $7, $8)
