-- What is closed is closed: a half-year and a cluster's year have a state told by rows, nothing
-- overwritten; the newest revision counts, no row means open.
create table cluster_closing (
    id                @id primary key,
    cluster_id        @id not null references cluster (id),
    year              @int not null,
    cluster_period_id @text references cluster_period (id), -- null: the year itself
    revision          @int not null,
    is_closed         @bool not null,      -- else it was opened again
    reason            @text not null,
    checked           @text not null,      -- what was still open, a line each; '' : nothing
    author            @text not null,
    account_id        @text not null,      -- '' : the command line
    at_ms             @ms not null         -- nothing of it was recorded later while it is closed
);
create unique index cluster_closing_period on cluster_closing (cluster_period_id, revision)
    where cluster_period_id is not null;
create unique index cluster_closing_year on cluster_closing (cluster_id, year, revision)
    where cluster_period_id is null;

-- What an officer entered and laid before the unit's commander, who sends it in the unit's name.
create table submission (
    id                @id primary key,
    cluster_id        @id not null references cluster (id),
    year              @int not null,
    cluster_period_id @text references cluster_period (id), -- null: of the year
    unit_id           @id not null references unit (id),
    kind              @text not null,      -- scores, feedback, targets, registration, covenant, handover
    object_id         @text not null,      -- the batch, the covenant's version, the handover; else ''
    digest            @text not null,      -- of what stood there: what changed since shows
    note              @text not null,
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null
);
create index submission_unit on submission (unit_id, at_ms);
create index submission_place on submission (cluster_id, year);

-- What became of it; at most one row ends it.
create table submission_end (
    submission_id @id primary key references submission (id),
    state         @text not null,          -- sent, returned, withdrawn, replaced
    reason        @text not null,
    author        @text not null,
    account_id    @text not null,
    at_ms         @ms not null
);

-- One person in two capacities: allowed, and shown.
create table double_capacity (
    id                @id primary key,
    cluster_id        @id not null references cluster (id),
    year              @int not null,
    cluster_period_id @text references cluster_period (id),
    unit_id           @id not null references unit (id),
    kind              @text not null,      -- entered_sent, entered_verified, own_verified
    object_kind       @text not null,      -- scores, feedback, targets, registration, covenant, handover, verify
    object_id         @text not null,
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null
);
create index double_capacity_place on double_capacity (cluster_id, year, unit_id);
