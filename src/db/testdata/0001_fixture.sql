-- Tables of the database layer's own tests: one column of each type; an apostrophe isn't a quote here.
create table counter (
    id    @id primary key,
    value @int not null
);

create table item (
    id         @id primary key,
    counter_id @id not null references counter (id),
    label      @text not null unique,
    note       @text,
    is_open    @bool not null,
    weight     @int,
    content    @bytes,
    seen_on    @date,
    created_ms @ms not null default 7
);
create index item_counter on item (counter_id, label);

-- engine sqlite
create view engine_name as select 'sqlite' as name;
-- engine postgres
create view engine_name as select cast('postgres' as @text) collate "C" as name;
-- engine both

alter table counter add column is_shown @bool not null default true;
