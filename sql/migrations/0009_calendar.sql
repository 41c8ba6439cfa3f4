-- The calendar of a cluster's year: what is due, for whom, until when. One row a revision; the newest
-- revision of row_id counts, older ones show which deadline was put off and why.
create table calendar_row (
    id         @id primary key,
    row_id     @id not null,               -- the same through all its revisions
    revision   @int not null,
    cluster_id @id not null references cluster (id),
    year       @int not null,
    title      @text not null,
    kind       @text not null,             -- what the program can see by itself; '' : marked by hand
    half       @int not null,              -- 1, 2; 0: of the whole year
    starts     @date,                      -- null: at once
    deadline   @date not null,             -- the last day in time
    by_unit    @bool not null,             -- each member has it to do; else the cluster's head
    note       @text not null,
    basis      @text not null,             -- code of a document of the register, or words
    removed    @bool not null,
    reason     @text not null,             -- why it was changed; '' for a first revision
    author     @text not null,
    at_ms      @ms not null,
    unique (row_id, revision)
);
create index calendar_row_year on calendar_row (cluster_id, year);
create index calendar_row_of_year on calendar_row (year, cluster_id); -- which clusters have a calendar

-- One unit has longer.
create table calendar_extension (
    id         @id primary key,
    cluster_id @id not null references cluster (id),
    year       @int not null,
    row_id     @id not null,
    unit_id    @id not null references unit (id),
    revision   @int not null,
    deadline   @date,                      -- null: as for all again
    reason     @text not null,
    author     @text not null,
    at_ms      @ms not null,
    unique (row_id, unit_id, revision)
);
create index calendar_extension_year on calendar_extension (cluster_id, year);

-- What the head or the office notes of rows that the program cannot see by itself.
create table calendar_mark (
    id          @id primary key,
    cluster_id  @id not null references cluster (id),
    year        @int not null,
    row_id      @id not null,
    unit_id     @text not null,            -- '' : the cluster
    revision    @int not null,
    received_on @date,                     -- null: not received
    incomplete  @bool not null,
    remark      @text not null,
    author      @text not null,
    at_ms       @ms not null,
    unique (row_id, unit_id, revision)
);
create index calendar_mark_year on calendar_mark (cluster_id, year);
