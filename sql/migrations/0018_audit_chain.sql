-- The audit trail as a chain: see docs/decisions/0025. Rows of audit_entry are written in the
-- transaction of the change, linked right after it by one sealer at a time.

-- In what capacity: codes of the roles the account had, parted by commas ('' : written before this
-- was kept); and for whom, where somebody acted for another.
alter table audit_entry add column roles @text not null default '';
alter table audit_entry add column acting_for_id @text not null default '';
alter table audit_entry add column acting_for_name @text not null default '';

-- For the list of the whole trail.
create index audit_entry_at on audit_entry (at_ms, id);

-- Entries without a link yet: a row is added with its entry and goes with the link. What was written
-- before the chain existed is sealed by the first run of the program.
create table audit_pending (
    at_ms    @ms not null,
    entry_id @id not null,
    primary key (at_ms, entry_id)
);
insert into audit_pending (at_ms, entry_id) select at_ms, id from audit_entry;

-- The links, without gaps from 1. All digests are SHA-256, 32 bytes. No foreign key: what an entry
-- or a link is missing is found by verification, which names it.
create table audit_link (
    seq                @int primary key,
    form               @int not null,      -- of the encoding: which fields, in which order
    entry_id           @id not null unique,
    salt               @bytes,             -- of the content; null: the content was destroyed
    content_commitment @bytes not null,    -- over salt and the texts before, after, reason
    commitment         @bytes not null,    -- over that and what is never destroyed
    previous_hash      @bytes not null,
    hash               @bytes not null,
    sealed_ms          @ms not null
);

-- One row: the last link, and who seals. A lease only saves work in vain; what keeps the chain
-- single is the key of audit_link.
create table audit_head (
    id       @int primary key,             -- 1
    seq      @int not null,
    hash     @bytes not null,
    owner    @text not null,
    lease_ms @ms not null
);

-- What verification found, newest counts.
create table audit_verification (
    id        @id primary key,
    at_ms     @ms not null,
    author    @text not null,
    seq       @int not null,               -- how far: the head it saw
    hash      @text not null,              -- hexadecimal
    fault     @text not null               -- '' : all well; else the fault's code
);
create index audit_verification_at on audit_verification (at_ms);
