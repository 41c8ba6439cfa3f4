-- Backups made by the server: what is in the folder of backups and what became of it.

create table backup_run (
    id          @id primary key,           -- of the job that made it
    position    @int not null unique,      -- in the order in which they were made; no clock is in it
    slot        @text not null,            -- the day of the schedule it stands for; '' : asked for
    author      @text not null,            -- who asked; '' : the schedule
    file        @text not null,            -- its name in the folder
    bytes       @int not null,
    files       @int not null,             -- beside the database
    fingerprint @text not null,            -- of the key it is sealed to; '' : not sealed
    instant_ms  @ms not null,              -- the data are as of then
    finished_ms @ms not null,
    errors      @int not null,             -- rules that did not hold in the data
    removed_ms  @ms,
    removed_why @text not null             -- '' , kept_rule, replaced
);
create index backup_run_slot on backup_run (slot);
