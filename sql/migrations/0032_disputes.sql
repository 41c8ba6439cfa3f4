-- Explanations and disputes, freezing, addenda (decision 0039).

-- One talk about one figure of one unit: an explanation that the cluster asks for, or an objection of the
-- unit. An objection that came with the answer to a feedback sheet has the answer's id (score_answer).
create table score_thread (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    criterion_id      @text,               -- null: the unit's total
    criterion_code    @text not null,      -- as it was called then; '': the total
    kind              @text not null,      -- explain, dispute
    figure            @text not null,      -- points in force when it was opened; '': none yet
    asks              @text not null,      -- what it asks for; may be empty
    late_reason       @text not null,      -- why it was opened after the last day; else ''
    period_revision   @int not null,       -- of the half-year when it was opened
    at_ms             @ms not null
);
create index score_thread_period on score_thread (cluster_period_id, unit_id);

-- What was said and decided, in its order; the state follows from the acts.
create table score_thread_row (
    thread_id         @id not null references score_thread (id),
    revision          @int not null,
    act               @text not null,      -- features/dispute/dispute.h
    side              @text not null,      -- unit, head, office, meeting
    body              @text not null,
    figure            @text not null,      -- points in force then; '': none
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null,
    primary key (thread_id, revision)
);

-- A half-year as it stood when it was closed: one row each closing. The text is the figures and all they
-- rest on, line by line (features/freeze/freeze.h); the digest is of its bytes.
create table score_freeze (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    revision          @int not null,       -- of the closing that made it: cluster_closing.revision
    digest            @text not null,
    content           @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, revision)
);

-- What was corrected after the closing, by a paper with a number and a date. The closed value stays.
create table score_addendum (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    criterion_id      @text,               -- null: the unit's total
    criterion_code    @text not null,      -- '': the total
    closed_value      @text not null,      -- as frozen; '': none
    value             @text not null,
    paper_number      @text not null,
    paper_date        @date not null,
    reason            @text not null,
    author            @text not null,
    account_id        @text not null,
    at_ms             @ms not null,
    withdrawn_ms      @ms,
    withdrawn_by      @text,
    withdrawn_account @text,
    withdrawn_reason  @text
);
create index score_addendum_period on score_addendum (cluster_period_id);
