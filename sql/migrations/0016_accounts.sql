-- Sign-in in steps, one-time codes, sessions that their owner can see and end.

-- Everybody signs in anew after this: the rows before did not say from where.
drop table account_session;
create table account_session (
    id         @id primary key,       -- names the session on pages; opens nothing
    token_hash @text not null unique, -- SHA-256 of the cookie's token
    account_id @id not null references account (id),
    csrf_token @text not null,
    method     @text not null,        -- how he signed in: password, code, …
    created_ms @ms not null,
    seen_ms    @ms not null,          -- his last request; written at most once a minute
    expires_ms @ms not null,          -- however busy he is
    address    @text not null,
    user_agent @text not null
);
create index account_session_account on account_session (account_id);

-- One-time codes, handed over on paper. A new one replaces those before.
create table account_code (
    id          @id primary key,
    account_id  @id not null references account (id),
    code_hash   @text not null,       -- SHA-256 of the code
    created_ms  @ms not null,
    expires_ms  @ms not null,
    used_ms     @ms,
    replaced_ms @ms
);
create index account_code_account on account_code (account_id);

-- The first step of a sign-in was right, another one follows.
create table sign_in_pending (
    token_hash @text primary key,
    account_id @id not null references account (id),
    step       @text not null,        -- set_password, second_factor
    method     @text not null,
    code_id    @text references account_code (id), -- that opened the first step; null: a password
    tries      @int not null,         -- wrong answers to the second step
    created_ms @ms not null,
    expires_ms @ms not null
);
create index sign_in_pending_account on sign_in_pending (account_id);

-- Wrong passwords and codes while they count. Logins as SHA-256: people type passwords there too.
drop table sign_in_failure;
create table sign_in_failure (
    login_hash @text not null,
    address    @text not null,
    at_ms      @ms not null
);
create index sign_in_failure_login on sign_in_failure (login_hash, at_ms);
create index sign_in_failure_address on sign_in_failure (address, at_ms);

-- What happened at the door of an account, for its owner.
create table sign_in_event (
    id         @id primary key,
    account_id @id not null references account (id),
    at_ms      @ms not null,
    outcome    @text not null,        -- in, wrong, code_expired, code_used, code_replaced, second_wrong
    method     @text not null,
    address    @text not null,
    user_agent @text not null
);
create index sign_in_event_account on sign_in_event (account_id, at_ms);

-- The greatest instant that the door has seen: one row. A clock set back gives no time back.
create table door_mark (
    id    @int primary key,
    at_ms @ms not null
);
