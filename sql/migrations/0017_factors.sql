-- Further ways of signing in: one-time codes of an app, passkeys, the directory; and the recovery of
-- an account by two persons. All of it stays empty until it is switched on.

-- The secret of an app. A row that nobody confirmed yet opens nothing.
create table account_totp (
    account_id   @id primary key references account (id),
    sealed       @bytes not null, -- the secret, sealed with the key of the data folder
    created_ms   @ms not null,
    confirmed_ms @ms,
    last_step    @int not null    -- of the last code that was taken: neither it nor one before again
);

-- What opens instead of the app, each once. Tags made with the folder's key.
create table account_recovery_code (
    account_id @id not null references account (id),
    tag        @text not null,
    used_ms    @ms,
    primary key (account_id, tag)
);

create table account_passkey (
    id            @id primary key,
    account_id    @id not null references account (id),
    credential_id @text not null unique, -- base64url, as the device chose it
    algorithm     @int not null,         -- COSE: -7, -8, -257
    public_key    @bytes not null,
    counter       @int not null,         -- the greatest that the device said
    name          @text not null,
    created_ms    @ms not null,
    used_ms       @ms,
    copied_ms     @ms                    -- it counted backwards: refused since then
);
create index account_passkey_account on account_passkey (account_id);

-- Challenges that were answered: no answer counts twice. Kept for a day.
create table passkey_answer (
    challenge  @text primary key,
    expires_ms @ms not null
);

-- Accounts whose password is the directory's.
create table account_directory (
    account_id @id primary key references account (id),
    since_ms   @ms not null,
    marked_by  @text not null
);

-- Somebody lost his password and what he signed in with: one asks, another confirms.
create table account_recovery (
    id            @id primary key,
    account_id    @id not null references account (id),
    reason        @text not null,
    asked_by      @id not null references account (id),
    asked_ms      @ms not null,
    expires_ms    @ms not null,
    confirmed_by  @id references account (id),
    confirmed_ms  @ms,
    withdrawn_by  @id references account (id),
    withdrawn_ms  @ms,
    told_ms       @ms                     -- when its owner saw it
);
create index account_recovery_account on account_recovery (account_id);
