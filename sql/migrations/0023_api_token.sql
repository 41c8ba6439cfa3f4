-- Tokens by which programs ask in an account's name. The token itself is shown once and not kept.
create table api_token (
    id           @id primary key,
    account_id   @id not null references account (id),
    name         @text not null,           -- what it is for, in its owner's words
    token_hash   @text not null unique,    -- SHA-256
    may_write    @bool not null,
    created_ms   @ms not null,
    expires_ms   @ms not null,
    used_ms      @ms,                      -- about when last; null: never
    withdrawn_ms @ms,
    withdrawn_by @text
);
create index api_token_account on api_token (account_id, created_ms);
