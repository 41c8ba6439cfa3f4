-- Work plans of a cluster's year: the cluster's own and those of its members. What a plan or a task
-- says is its newest revision; progress and outcomes are rows that are added.

create table plan (
    id         @id primary key,
    cluster_id @id not null references cluster (id),
    year       @int not null,
    unit_id    @text references unit (id),  -- null: the cluster's own plan
    half       @int not null,               -- 0: the whole year, else 1 or 2
    created_ms @ms not null
);
create unique index plan_place on plan (cluster_id, year, half, coalesce(unit_id, ''));

create table plan_entry (
    plan_id       @id not null references plan (id),
    revision      @int not null,
    state         @text not null,           -- draft, issued
    title         @text not null,
    grounds       @text not null,           -- what it rests on, one a line
    purpose       @text not null,
    arrangement   @text not null,           -- who sees to it, who reports when
    number        @text not null,           -- of the paper, once issued; may stay ''
    issued_on     @date,
    signer        @text not null,
    signer_post   @text not null,
    reason        @text not null,           -- why it was changed after it was issued
    author        @text not null,
    at_ms         @ms not null,
    primary key (plan_id, revision)
);

create table plan_task (
    id          @id primary key,
    plan_id     @id not null references plan (id),
    review_item @text not null,             -- item of the interim review it came from, or ''
    review_kind @text not null,             -- shortcoming, task, or ''
    created_ms  @ms not null
);
create index plan_task_plan on plan_task (plan_id);
-- An item of a review is taken over once.
create unique index plan_task_review on plan_task (review_item) where review_item <> '';

create table plan_task_entry (
    task_id         @id not null references plan_task (id),
    revision        @int not null,
    state           @text not null,         -- active; dropped (from a draft); cancelled (once issued)
    position        @int not null,
    content         @text not null,
    owner_unit_id   @text references unit (id), -- null: the plan's own unit, the whole cluster
    owner_post      @text not null,
    together_with   @text not null,
    from_on         @date,
    due_on          @date,                  -- null: no date, done all the time
    result          @text not null,         -- what is expected
    basis           @text not null,         -- words, or the code of a document of the register
    review_revision @int not null,          -- of the review's item as it was known then; 0: none
    is_amendment    @bool not null,         -- the plan was issued
    reason          @text not null,
    author          @text not null,
    at_ms           @ms not null,
    primary key (task_id, revision)
);

create table plan_progress (
    id               @id primary key,
    task_id          @id not null references plan_task (id),
    sequence         @int not null,
    dated_on         @date not null,
    state            @text not null,        -- todo, doing, done, failed
    percent          @int,                  -- null: not said
    body             @text not null,
    evidence_number  @text not null,
    evidence_on      @date,
    evidence_keeper  @text not null,
    author           @text not null,
    at_ms            @ms not null,
    withdrawn_ms     @ms,                   -- entered by mistake; the row stays
    withdrawn_by     @text,
    withdrawn_reason @text,
    unique (task_id, sequence)
);

-- The account given of a task at the annual review.
create table plan_outcome (
    task_id  @id not null references plan_task (id),
    revision @int not null,
    outcome  @text not null,                -- done, partly, failed
    body     @text not null,                -- the result, or why not
    author   @text not null,
    at_ms    @ms not null,
    primary key (task_id, revision)
);
