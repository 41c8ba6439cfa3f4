-- Named rules of a half-year's table of criteria (features/scoring/named_rule.h, decision 0032). A criterion
-- picks one by its code (criterion.rule_code). Like the table's own rules they stand as they are set until
-- scores rest on them; what was set before stands in the audit trail.
create table scoring_rule_card (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    position          @int not null,
    code              @text not null,
    name              @text not null,
    kind              @text not null,      -- of criteria that may pick it
    bonus_rate        @text not null,
    bonus_cap         @text not null,
    limit_points      @text not null,      -- '': none
    half_percent      @text not null,
    second_name       @text not null,
    second_percent    @text not null,
    caps_all          @bool not null,
    scale             @int not null,
    rounding          @text not null,      -- half-up, truncated
    fault             @text not null,
    basis             @text not null,
    mark              @text not null,      -- S, S2, C; '': not verified
    valid_from        @date,
    valid_to          @date,               -- the first day on which it is not valid any more
    author            @text not null,
    set_ms            @ms not null,
    unique (cluster_period_id, code)
);

-- One line of it: a step (from, value), a grade (letter, percent) or a level (code, name, points).
create table scoring_rule_line (
    card_id      @id not null references scoring_rule_card (id),
    part         @text not null,           -- step, grade, level
    position     @int not null,
    key          @text not null,
    name         @text not null,
    value        @text not null,
    disqualifies @bool not null,
    disciplines  @bool not null,
    primary key (card_id, part, position)
);
