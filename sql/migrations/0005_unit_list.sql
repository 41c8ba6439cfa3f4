-- Lists of units that somebody sent: kept as they came, seen before anything is stored.
create table unit_list_file (
    id           @id primary key,
    name         @text not null,
    sha256       @text not null,
    content      @bytes not null,
    state        @text not null,           -- staged, stored
    author       @text not null,
    created_ms   @ms not null,
    stored_ms    @ms,
    stored_count @int not null
);
