-- Personal data: who an account belongs to, what people ask about their own data, how long things are
-- kept, and what happened when data got out. Rows are added; nothing is overwritten.

-- The person of an account, said by the office. Optional.
create table account_person (
    id           @id primary key,
    account_id   @id not null references account (id),
    person_id    @id not null references person (id),
    reason       @text not null,
    recorded_ms  @ms not null,
    recorded_by  @text not null,
    withdrawn_ms @ms,
    withdrawn_by @text
);
create unique index account_person_account on account_person (account_id) where withdrawn_ms is null;
create unique index account_person_person on account_person (person_id) where withdrawn_ms is null;

-- How long things are kept and how soon requests are answered: the organisation's own settings.
-- Without a row what the program proposes counts.
create table privacy_setting (
    code     @text not null,
    revision @int not null,
    days     @int not null,
    basis    @text not null,               -- what it rests on
    author   @text not null,
    at_ms    @ms not null,
    primary key (code, revision)
);

-- What somebody asks about his own data.
create table privacy_request (
    id          @id primary key,
    person_id   @id not null references person (id),
    kind        @text not null,            -- access, correct
    asked_on    @date not null,
    asked_by    @text not null,            -- self, agent
    identified  @text not null,            -- how he was known to be the one
    detail      @text not null,
    due_on      @date not null,
    account_id  @text not null,            -- of who asked through the program; '': the office wrote it down
    recorded_ms @ms not null,
    recorded_by @text not null
);
create index privacy_request_person on privacy_request (person_id, recorded_ms);
create table privacy_request_event (
    request_id @id not null references privacy_request (id),
    sequence   @int not null,
    step       @text not null,             -- taken (the copy), done, refused, withdrawn
    reason     @text not null,
    author     @text not null,
    at_ms      @ms not null,
    primary key (request_id, sequence)
);

-- Runs that deleted what was kept long enough: counts, no names.
create table privacy_run (
    id        @id primary key,
    kind      @text not null,
    before_ms @ms not null,
    count     @int not null,
    author    @text not null,
    at_ms     @ms not null
);
create index privacy_run_at on privacy_run (at_ms);

-- Personal data that got out, was lost or was changed by somebody who may not.
create table privacy_incident (
    id         @id primary key,
    number     @int not null unique,
    created_ms @ms not null,
    created_by @text not null
);
create table privacy_incident_entry (
    incident_id @id not null references privacy_incident (id),
    revision    @int not null,
    occurred_ms @ms not null,
    found_ms    @ms not null,
    what        @text not null,
    data        @text not null,            -- which kinds of data
    people      @int,                      -- how many people; null: not known yet
    measures    @text not null,
    reason      @text not null,            -- why it was changed; '' at first
    author      @text not null,
    at_ms       @ms not null,
    primary key (incident_id, revision)
);
create table privacy_incident_event (
    incident_id @id not null references privacy_incident (id),
    sequence    @int not null,
    step        @text not null,            -- notified, closed
    done_ms     @ms not null,              -- when it was done
    document    @text not null,            -- number of the paper sent; may be ''
    remark      @text not null,
    author      @text not null,
    at_ms       @ms not null,
    primary key (incident_id, sequence)
);
