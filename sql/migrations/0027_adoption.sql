-- What the meeting of a cluster voted on the result of a half-year, and what the council above decided
-- (decision 0034).

-- One after the other; nothing is changed. A vote: on the result; a tie: on the order of members with the
-- same total; approve, return: the council's word. The newest of each kind counts, as
-- features/scoring/outcome.h says.
create table adoption_record (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    revision          @int not null,
    kind              @text not null,      -- vote, tie, approve, return
    held_on           @date not null,
    number            @text not null,      -- of the minutes or the decision
    body              @text not null,      -- who decided above; '': the meeting
    manner            @text not null,      -- ballots, hands; '': no vote
    members           @int not null,       -- with a vote
    present           @int not null,
    yes               @int not null,
    no                @int not null,
    abstain           @int not null,
    needed            @int not null,       -- votes that were needed
    share             @text not null,      -- the setting this followed, and what it rests on
    share_basis       @text not null,
    accepted          @bool not null,
    reason            @text not null,
    board_revision    @int not null,       -- what was decided on
    digest            @text not null,
    author            @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, revision)
);

-- How each member voted, where that was taken down.
create table adoption_ballot (
    record_id @id not null references adoption_record (id),
    unit_id   @id not null references unit (id),
    choice    @text not null,              -- yes, no, abstain, absent
    primary key (record_id, unit_id)
);

-- The figures that were decided on.
create table adoption_figure (
    record_id @id not null references adoption_record (id),
    unit_id   @id not null references unit (id),
    total     @text not null,
    complete  @bool not null,
    place     @int not null,               -- 0: none
    primary key (record_id, unit_id)
);

-- Votes that members with the same total were given.
create table adoption_tie (
    record_id @id not null references adoption_record (id),
    unit_id   @id not null references unit (id),
    votes     @int not null,
    primary key (record_id, unit_id)
);
