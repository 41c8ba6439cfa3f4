-- The main job: units in clusters, their half-years, tables of criteria, score sheets, review.
-- Logical types: see docs/developer/queries.md. Decimals are canonical text ("98.5"), never floats.

create table setting (
    key   @text primary key,
    value @text not null
);

-- account ------------------------------------------------------------------------------------------
create table account (
    id            @id primary key,
    login         @text not null unique,   -- folded lower case
    display_name  @text not null,
    password_hash @text not null,          -- argon2id
    created_ms    @ms not null,
    closed_ms     @ms                      -- no sign-in after this
);

-- What an account may do, and where. A right follows from the role; scope from cluster and unit.
create table account_role (
    account_id @id not null references account (id),
    role       @text not null,
    cluster_id @text not null default '',  -- '' : every cluster
    unit_id    @text not null default '',  -- '' : no unit of its own
    primary key (account_id, role, cluster_id, unit_id)
);

create table account_session (
    token_hash @text primary key,          -- SHA-256 of the cookie's token
    account_id @id not null references account (id),
    csrf_token @text not null,
    created_ms @ms not null,
    expires_ms @ms not null
);
create index account_session_account on account_session (account_id);

-- Wrong passwords, so that guessing is slow. Cleared by a right one.
create table sign_in_failure (
    login   @text not null,
    at_ms   @ms not null,
    address @text not null
);
create index sign_in_failure_login on sign_in_failure (login, at_ms);

-- audit --------------------------------------------------------------------------------------------
create table audit_entry (
    id           @id primary key,
    at_ms        @ms not null,
    account_id   @text not null,           -- '' : the command line of this machine
    account_name @text not null,
    address      @text not null,
    action       @text not null,           -- "score.import"
    object_kind  @text not null,
    object_id    @text not null,
    before_text  @text,
    after_text   @text,
    reason       @text
);
create index audit_entry_object on audit_entry (object_kind, object_id, at_ms);

-- organisation -------------------------------------------------------------------------------------
create table unit (
    id         @id primary key,
    slug       @text not null unique,
    name       @text not null,
    name_fold  @text not null,
    sort_key   @text not null,
    parent_id  @text references unit (id),
    valid_from @date,                      -- null: not known
    valid_to   @date,                      -- first day it no longer exists; null: exists
    created_ms @ms not null
);
create index unit_name_fold on unit (name_fold);

-- cluster ------------------------------------------------------------------------------------------
create table cluster (
    id          @id primary key,
    slug        @text not null unique,
    name        @text not null,
    superior_id @id not null references unit (id),
    is_sample   @bool not null,            -- carries the sample mark everywhere; never changed
    source      @text not null default '', -- where the facts of a documented cluster come from
    created_ms  @ms not null
);

create table cluster_member (
    cluster_id @id not null references cluster (id),
    unit_id    @id not null references unit (id),
    year       @int not null,
    position   @int not null,
    primary key (cluster_id, unit_id, year)
);

-- A cluster's half-year: what is scored, reviewed and ranked.
create table cluster_period (
    id            @id primary key,
    cluster_id    @id not null references cluster (id),
    code          @text not null,          -- "2020-H1"
    figures_until @date,                   -- the date the figures run to; null: not known
    head_unit_id  @text references unit (id),
    host_unit_id  @text references unit (id),
    venue         @text not null default '',
    held_on       @date,
    places_shown  @bool not null,
    revision      @int not null,           -- grows with every change that figures rest on
    created_ms    @ms not null,
    unique (cluster_id, code)
);

-- movement -----------------------------------------------------------------------------------------
-- What the cluster follows: a movement, and the directives and campaigns it answers.
create table movement (
    id         @id primary key,
    cluster_id @id not null references cluster (id),
    position   @int not null,
    kind       @text not null,             -- movement, directive, resolution, campaign
    title      @text not null,
    number     @text not null default '',  -- "05-CT/TW"
    issued_on  @date,
    issuer     @text not null default '',
    source     @text not null
);
create index movement_cluster on movement (cluster_id, position);

-- scoring ------------------------------------------------------------------------------------------
create table criteria_table (
    id                @id primary key,
    cluster_period_id @id not null unique references cluster_period (id),
    title             @text not null,
    notes             @text not null,      -- lines below the table, as written
    source_name       @text not null,      -- the file it came from
    source_sha256     @text not null,
    author            @text not null,
    created_ms        @ms not null,
    locked_ms         @ms,
    locked_by         @text
);

create table criterion (
    id              @id primary key,
    table_id        @id not null references criteria_table (id),
    position        @int not null,
    parent_id       @text references criterion (id),
    code            @text not null,        -- "II.2"
    label           @text not null,        -- "2"
    name            @text not null,
    kind            @text not null,
    max_points      @text not null,
    unit_of_measure @text not null,
    target          @text,
    points_each     @text not null,
    bonus_on        @bool not null,
    note            @text not null,
    unique (table_id, code)
);

-- The cluster's rules for a half-year: grades, steps, bonus. A row is one line of one rule.
create table scoring_rule (
    cluster_period_id @id not null references cluster_period (id),
    rule              @text not null,      -- grade, fewer, late, bonus_rate, bonus_cap
    position          @int not null,
    threshold         @text not null,      -- a letter, cases, days; '' for single figures
    value             @text not null,
    primary key (cluster_period_id, rule, position)
);

-- Who set the rules, from what; '' while nobody has confirmed the program's example.
create table scoring_rule_basis (
    cluster_period_id @id primary key references cluster_period (id),
    basis             @text not null,
    author            @text not null,
    set_ms            @ms not null
);

-- Scores are added, never overwritten: the newest revision of (period, unit, criterion, stage,
-- field) is the present one.
create table score_entry (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    criterion_id      @id not null references criterion (id),
    stage             @text not null,      -- self, accepted
    field             @text not null,      -- actual, points, evidence
    revision          @int not null,
    value             @text,               -- canonical; null: withdrawn
    author            @text not null,
    at_ms             @ms not null,
    reason            @text not null,
    source            @text not null,      -- "tu-cham.xlsx!E12"; '' for what was typed
    batch_id          @text,
    unique (cluster_period_id, unit_id, criterion_id, stage, field, revision)
);

-- The unit's word on its feedback sheet.
create table score_answer (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    criterion_id      @text,               -- null: on the whole sheet
    revision          @int not null,
    agrees            @bool not null,
    comment           @text not null,
    author            @text not null,
    at_ms             @ms not null
);
create index score_answer_unit on score_answer (cluster_period_id, unit_id);

-- intake -------------------------------------------------------------------------------------------
create table intake_batch (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    kind              @text not null,      -- scores, criteria
    state             @text not null,      -- staged, confirmed, dropped
    author            @text not null,
    account_id        @id not null,        -- of the author; '' is the command line
    created_ms        @ms not null,
    decided_ms        @ms,
    stored_count      @int not null default 0
);
create index intake_batch_period on intake_batch (cluster_period_id, created_ms);

create table intake_file (
    id       @id primary key,
    batch_id @id not null references intake_batch (id),
    position @int not null,
    name     @text not null,
    sha256   @text not null,
    content  @bytes not null
);
create index intake_file_batch on intake_file (batch_id, position);

-- What a person put right in the preview: the text of a cell, or which unit or criterion is meant.
create table intake_mend (
    batch_id @id not null references intake_batch (id),
    file_id  @id not null references intake_file (id),
    place    @text not null,               -- "E12", "unit", "V.1"
    text     @text not null,
    author   @text not null,
    at_ms    @ms not null,
    primary key (file_id, place)
);

-- review -------------------------------------------------------------------------------------------
create table review_text (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    section           @text not null,      -- "situation", "leadership", …
    revision          @int not null,
    body              @text not null,
    author            @text not null,
    at_ms             @ms not null,
    source            @text not null default '',
    unique (cluster_period_id, section, revision)
);

-- Shortcomings and second-half tasks: one row a state, the newest revision of an item counts.
create table review_item (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    kind              @text not null,      -- shortcoming, task
    item              @id not null,        -- the same through all its revisions
    revision          @int not null,
    position          @int not null,
    content           @text not null,
    cause             @text not null default '',
    lesson            @text not null default '',
    remedy            @text not null default '',
    owner             @text not null default '',
    due_on            @date,
    removed           @bool not null,
    author            @text not null,
    at_ms             @ms not null,
    unique (item, revision)
);
create index review_item_period on review_item (cluster_period_id, kind, position);
