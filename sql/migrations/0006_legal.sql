-- What the organisation adds to the register of documents, or corrects in what the program ships.
-- The newest revision of a code counts; nothing is overwritten.
create table legal_entry (
    id          @id primary key,
    code        @text not null,
    revision    @int not null,
    kind        @text not null,
    scope       @text not null,
    number      @text not null,
    issuer      @text not null,
    title       @text not null,
    issued      @text not null,             -- a partial date: "2026", "2026-01", "2026-01-19", ""
    valid_from  @date,                      -- null: not known
    valid_to    @date,                      -- first day no longer in force; null: no end is known
    replaced_by @text not null,             -- code, or ''
    amends      @text not null,             -- code, or ''
    source      @text not null,
    note        @text not null,
    reason      @text not null,             -- why it was changed; '' for a new document
    author      @text not null,
    at_ms       @ms not null,
    unique (code, revision)
);
