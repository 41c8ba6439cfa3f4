-- Evidence of a score (decision 0036).

-- What evidence hangs on: a unit's criterion in a half-year. It is there from the first piece on; files of
-- it are rows of stored_file with object_kind 'score_cell'.
create table evidence_cell (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    criterion_id      @id not null references criterion (id),
    created_ms        @ms not null,
    unique (cluster_period_id, unit_id, criterion_id)
);
create index evidence_cell_unit on evidence_cell (unit_id, cluster_period_id);

-- A paper that is told by what it is, number, day, issuer and where it lies, as one line.
create table evidence_reference (
    id               @id primary key,
    cell_id          @id not null references evidence_cell (id),
    line             @text not null,
    capacity         @text not null,       -- '': the unit's own; checker: of who verifies
    taken_id         @text,                -- the reference it was taken over from
    author_id        @text not null,
    author           @text not null,
    recorded_ms      @ms not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text
);
create index evidence_reference_cell on evidence_reference (cell_id);

-- In which capacity a file was added, and from which use of the same bytes it was taken without being
-- sent again.
alter table stored_file add column capacity @text not null default '';
alter table stored_file add column taken_id @text;

-- What the scanner for malicious software said of bytes, last.
create table file_scan (
    sha256     @text primary key,
    verdict    @text not null,             -- clean, infected, unscanned
    found      @text not null,             -- the scanner's name of what it found; ''
    scanned_ms @ms not null
);

-- A small picture of a picture, made by the locked child.
create table file_thumbnail (
    sha256     @text primary key references file_content (sha256),
    kind       @text not null,             -- jpeg, png
    width      @int not null,
    height     @int not null,
    content    @bytes not null,
    created_ms @ms not null
);
