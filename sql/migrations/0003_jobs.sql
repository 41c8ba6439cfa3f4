-- Long work: what goes on beside the pages. A job is a row, what it has done so far is next_step.

create table job (
    id           @id primary key,
    kind         @text not null,
    account_id   @text not null,           -- who asked for it; '' is the command line
    author       @text not null,
    object_kind  @text not null,           -- what it acts on: "cluster_period"
    object_id    @text not null,
    params       @text not null,           -- small; the kind's own
    state        @text not null,           -- waiting, running, cancelling, done, failed, cancelled
    next_step    @int not null,            -- where it goes on; the kind's own
    step         @text not null,           -- what it is at: a message, '' before the first step
    done_count   @int not null,
    total_count  @int not null,
    restarts     @int not null,            -- how often it began anew by itself
    attempts     @int not null,            -- of the next step, that came to nothing
    due_ms       @ms not null,             -- not to be run before
    owner        @text not null,           -- the program that runs it; '' : none
    claim        @int not null,            -- grows with every program that takes it up
    lease_ms     @ms not null,             -- until then it is the owner's
    created_ms   @ms not null,
    started_ms   @ms,
    progress_ms  @ms not null,             -- the last step that was stored
    finished_ms  @ms,
    failure      @text not null,           -- why it failed: a message
    result_path  @text not null            -- where in the program the result is; '' : a file, or none
);
create index job_due on job (state, due_ms);
create index job_account on job (account_id, created_ms);
create index job_object on job (object_kind, object_id);

-- What came with a job or was made by it; the bytes are in the folder of jobs, named by their hash.
create table job_file (
    job_id   @id not null references job (id),
    role     @text not null,               -- input, part, result
    position @int not null,
    name     @text not null,               -- as people know it
    sha256   @text not null,
    bytes    @int not null,
    primary key (job_id, role, position)
);

-- The cells of an intake file as its reader handed them over, so that a preview of many files does
-- not read them all anew.
create table intake_cells (
    file_id @id primary key references intake_file (id),
    cells   @bytes not null
);
