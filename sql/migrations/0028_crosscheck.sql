-- Cross-checking between members (decision 0035). Nothing is overwritten: a draw is replaced by a newer
-- one with a reason, an assignment is withdrawn and another added, drafts and visits have revisions.

-- One drawing by lot, with all that it rests on, so that anybody can repeat it from its seed.
create table crosscheck_draw (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    revision          @int not null,
    team_size         @int not null,       -- 1: each unit checks alone
    rings_allowed     @bool not null,      -- A may check B while B checks A
    look_back         @int not null,       -- half-years whose partners were excluded
    apart_by_parent   @bool not null,      -- units of one superior do not check each other
    seed              @text not null,      -- digits
    seed_source       @text not null,      -- where they come from; '': drawn by the program
    replaces_reason   @text not null,      -- why the one before was replaced; '': the first
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, revision)
);

-- The numbered list of units, in the order of the draw; who did not take part, and why.
create table crosscheck_party (
    draw_id  @id not null references crosscheck_draw (id),
    position @int not null,
    unit_id  @id not null references unit (id),
    left_out @text not null,               -- '': takes part; else the reason
    primary key (draw_id, position)
);

create table crosscheck_exclusion (
    draw_id         @id not null references crosscheck_draw (id),
    position        @int not null,
    checker_unit_id @id not null references unit (id),
    target_unit_id  @id not null references unit (id),
    kind            @text not null,        -- last, parent, named
    reason          @text not null,
    primary key (draw_id, position)
);

-- Who checks whom. Members of a team have a row each; one of them leads and enters.
create table crosscheck_assignment (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    draw_id           @id not null references crosscheck_draw (id),
    checker_unit_id   @id not null references unit (id),
    target_unit_id    @id not null references unit (id),
    is_leader         @bool not null,
    reason            @text not null,      -- of a change by hand; '': as drawn
    author            @text not null,
    at_ms             @ms not null,
    withdrawn_ms      @ms,
    withdrawn_by      @text,
    withdrawn_reason  @text
);
create index crosscheck_assignment_period on crosscheck_assignment (cluster_period_id, target_unit_id);
create index crosscheck_assignment_checker on crosscheck_assignment (checker_unit_id);

-- When a unit is visited; the newest revision counts.
create table crosscheck_visit (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    target_unit_id    @id not null references unit (id),
    revision          @int not null,
    visit_on          @date,               -- null: no day any more
    place             @text not null,
    author            @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, target_unit_id, revision)
);

-- What the checking unit found, till its commander sends it; the newest revision of a cell counts.
create table crosscheck_draft (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    checker_unit_id   @id not null references unit (id),
    target_unit_id    @id not null references unit (id),
    criterion_id      @id not null references criterion (id),
    revision          @int not null,
    actual            @text,               -- canonical; null: none
    points            @text,               -- canonical; null: none
    reason            @text not null,
    evidence_seen     @text not null,      -- '', yes, no
    evidence_note     @text not null,
    source            @text not null,      -- the visit sheet it came from; '' for what was typed
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, checker_unit_id, target_unit_id, criterion_id, revision)
);

create table crosscheck_sending (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    checker_unit_id   @id not null references unit (id),
    target_unit_id    @id not null references unit (id),
    stored            @int not null,       -- entries
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null
);
create index crosscheck_sending_period on crosscheck_sending (cluster_period_id);
