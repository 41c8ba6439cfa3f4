-- Covenants of a cluster's year and what its members registered. Nothing is overwritten: each save
-- of a text is a further revision, freezing and signing are rows that can only be withdrawn.
create table covenant (
    id          @id primary key,
    cluster_id  @id not null references cluster (id),
    year        @int not null,
    code        @text not null,             -- in addresses: "ca-nam", or from a drive's title
    kind        @text not null,             -- yearly | drive
    title       @text not null,
    created_ms  @ms not null,
    created_by  @text not null,
    unique (cluster_id, year, code)
);

create table covenant_text (
    id          @id primary key,
    covenant_id @id not null references covenant (id),
    revision    @int not null,
    grounds     @text not null,             -- one a line
    opening     @text not null,
    closing     @text not null,
    note        @text not null,             -- why it was changed; '' for a first text
    author      @text not null,
    at_ms       @ms not null,
    unique (covenant_id, revision)
);
create table covenant_content (
    id       @id primary key,
    text_id  @id not null references covenant_text (id),
    position @int not null,
    title    @text not null,
    body     @text not null,
    unique (text_id, position)
);

-- A version to be signed: one revision with the targets of that day. SIGNED_TEXT is what the
-- signatures are for, DIGEST its SHA-256.
create table covenant_version (
    id          @id primary key,
    covenant_id @id not null references covenant (id),
    number      @int not null,
    text_id     @id not null references covenant_text (id),
    signed_text @text not null,
    digest      @text not null,
    frozen_ms   @ms not null,
    frozen_by   @text not null,
    unique (covenant_id, number)
);
create table covenant_target (
    id         @id primary key,
    version_id @id not null references covenant_version (id),
    position   @int not null,
    unit_id    @text not null,              -- '': for all members
    content    @text not null,
    amount     @text not null,              -- as it is said: "75 %"
    half       @text not null,              -- the agreed part of the first half-year; may be ''
    source     @text not null,
    unique (version_id, position)
);

create table covenant_signature (
    id              @id primary key,
    version_id      @id not null references covenant_version (id),
    unit_id         @id not null references unit (id),
    role            @text not null,         -- member | approval | witness
    name            @text not null,
    post            @text not null,
    rank            @text not null,         -- may be ''
    signed_on       @date not null,
    signed_time     @text not null,         -- "09:14", or ''
    place           @text not null,         -- may be ''
    manner          @text not null,         -- account | paper
    recorded_ms     @ms not null,
    recorded_by     @text not null,
    withdrawn_ms    @ms,
    withdrawn_by    @text,
    withdrawn_reason @text
);
create unique index covenant_signature_once on covenant_signature (version_id, unit_id, role)
    where withdrawn_ms is null;

-- Titles that the organisation adds to those the program ships.
create table award_title (
    id           @id primary key,
    code         @text not null,
    name         @text not null,
    for_person   @bool not null,
    for_civil    @bool not null,
    for_army     @bool not null,
    for_militia  @bool not null,
    legal_code   @text not null,            -- of the register of documents; may be ''
    source       @text not null,
    valid_from   @date,                     -- null: not known
    valid_to     @date,                     -- first day it is given no longer
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text,
    withdrawn_reason @text
);

-- Whether what was not registered can be proposed; the newest row of a year or an earlier one.
create table registration_rule (
    id          @id primary key,
    from_year   @int not null,
    level       @text not null,             -- warn | refuse
    legal_code  @text not null,             -- may be ''
    reason      @text not null,
    author      @text not null,
    at_ms       @ms not null
);

-- The last day on which a year's registration is on time, where the calendar says nothing.
create table registration_deadline (
    id          @id primary key,
    cluster_id  @id not null references cluster (id),
    year        @int not null,
    due_on      @date not null,
    reason      @text not null,
    author      @text not null,
    at_ms       @ms not null
);

-- What a member registers for a year; each save is a further revision.
create table registration (
    id          @id primary key,
    cluster_id  @id not null references cluster (id),
    year        @int not null,
    unit_id     @id not null references unit (id),
    revision    @int not null,
    note        @text not null,             -- what the unit says beside it
    reason      @text not null,             -- why it was changed after it was sent; may be ''
    author      @text not null,
    at_ms       @ms not null,
    unique (cluster_id, year, unit_id, revision)
);
create index registration_unit on registration (unit_id, year);
create table registration_title (
    id              @id primary key,
    registration_id @id not null references registration (id),
    position        @int not null,
    title_code      @text not null,
    person_id       @text,                  -- null: for the unit itself
    person_name     @text not null,         -- as it was that day; '' for the unit
    unique (registration_id, position)
);
create index registration_title_person on registration_title (person_id);
create table registration_event (
    id          @id primary key,
    cluster_id  @id not null references cluster (id),
    year        @int not null,
    unit_id     @id not null references unit (id),
    revision    @int not null,
    kind        @text not null,             -- submit | receive | return | withdraw | permit
    reason      @text not null,
    author      @text not null,
    at_ms       @ms not null
);
create index registration_event_unit on registration_event (unit_id, year);

-- That a merged body may stand on what its predecessor registered: somebody's decision.
create table registration_carry (
    id           @id primary key,
    year         @int not null,
    from_unit_id @id not null references unit (id),
    to_unit_id   @id not null references unit (id),
    decision     @text not null,            -- number of the paper; may be ''
    reason       @text not null,
    author       @text not null,
    at_ms        @ms not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create unique index registration_carry_once on registration_carry (year, from_unit_id, to_unit_id)
    where withdrawn_ms is null;
