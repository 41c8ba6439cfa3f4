-- Files kept as evidence, and the destruction of what must not be held: docs/decisions/0027.

-- Content by what it is: the same bytes are kept once.
create table file_content (
    sha256     @text primary key,
    bytes      @int not null,              -- how many there were; stays when the content is destroyed
    content    @bytes not null,
    created_ms @ms not null
);

-- A file that somebody attached to an object; who may read the object may read it, nobody else.
create table stored_file (
    id               @id primary key,
    object_kind      @text not null,       -- plan_task, participation
    object_id        @id not null,
    sha256           @text not null references file_content (sha256),
    name             @text not null,       -- as it was sent, cleaned
    kind             @text not null,       -- by its content: pdf, jpeg, png, docx, xlsx
    caption          @text not null,
    purpose          @text not null,       -- why the file is kept, not only told by number and keeper
    confirmed_ms     @ms not null,         -- that it holds no state secret
    author_id        @text not null,
    author           @text not null,
    recorded_ms      @ms not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text
);
create index stored_file_object on stored_file (object_kind, object_id);
create index stored_file_content on stored_file (sha256);

-- Asked for by one, done by another.
create table secret_destruction (
    id             @id primary key,
    number         @int not null unique,   -- of the minutes
    state          @text not null,         -- proposed, withdrawn, confirmed, done
    reason         @text not null,
    proposed_id    @text not null,
    proposed_by    @text not null,
    proposed_ms    @ms not null,
    confirmed_id   @text,
    confirmed_by   @text,
    confirmed_ms   @ms,
    done_ms        @ms,
    log_is_clean   @bool                   -- the database's file forgot it; null: not tried yet
);

-- Where it stood. Nothing here says what it was: of files the hash, of texts the length alone, since
-- a short text can be guessed from its hash.
create table secret_object (
    destruction_id @id not null references secret_destruction (id),
    position       @int not null,
    kind           @text not null,         -- text, bytes, audit, job_file
    place_table    @text not null,
    place_column   @text not null,
    place_key      @text not null,
    bytes          @int not null,
    sha256         @text not null,         -- of bytes; '' of texts
    written_ms     @ms,
    author         @text not null,
    destroyed_ms   @ms,
    primary key (destruction_id, position)
);

-- Backups: what was done in each, what must be done by hand.
create table secret_copy (
    destruction_id @id not null references secret_destruction (id),
    position       @int not null,
    name           @text not null,
    state          @text not null,         -- destroyed, replaced, unreachable
    primary key (destruction_id, position)
);
