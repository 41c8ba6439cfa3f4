-- Rights, dated. Nothing is overwritten: what is taken back is withdrawn, and the row stays.

-- What an account was given. Where a grant leads (the clusters below a unit, those it is a member
-- of, its posts) is found when it is used, as at that day.
create table account_grant (
    id               @id primary key,
    account_id       @id not null references account (id),
    role             @text not null,
    cluster_id       @text not null default '',  -- '' : see right.h, by the role
    unit_id          @text not null default '',
    valid_from       @date,                      -- null: since it was given
    valid_to         @date,                      -- first day it is no longer valid; null: open
    given_ms         @ms not null,
    given_by         @text not null,             -- '' : given before this was written down
    reason           @text not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text
);
create index account_grant_account on account_grant (account_id);

insert into account_grant (id, account_id, role, cluster_id, unit_id, given_ms, given_by, reason)
select r.account_id || '.' || r.role || '.' || r.cluster_id || '.' || r.unit_id, r.account_id, r.role,
       r.cluster_id, r.unit_id, a.created_ms, '', ''
from account_role r join account a on a.id = r.account_id;

-- So far a unit's officer also sent in its name: whoever could goes on as an office of one, until
-- somebody takes the commander's part back.
insert into account_grant (id, account_id, role, cluster_id, unit_id, given_ms, given_by, reason)
select r.account_id || '.commander.' || r.cluster_id || '.' || r.unit_id, r.account_id, 'commander',
       r.cluster_id, r.unit_id, a.created_ms, '', 'Như trước khi tách quyền nhập và quyền gửi'
from account_role r join account a on a.id = r.account_id
where r.role = 'unit';

-- Left standing it would say what was true once.
drop table account_role;

-- A loan of grants: who borrows acts with them alone, for as long as he has switched to it.
create table account_delegation (
    id               @id primary key,
    lender_id        @id not null references account (id),
    delegate_id      @id not null references account (id),
    valid_from       @date not null,
    valid_to         @date not null,             -- first day it is over
    reason           @text not null,
    given_ms         @ms not null,
    withdrawn_ms     @ms,
    withdrawn_by     @text,
    withdrawn_reason @text
);
create index account_delegation_lender on account_delegation (lender_id);
create index account_delegation_delegate on account_delegation (delegate_id);

create table account_delegation_grant (
    delegation_id @id not null references account_delegation (id),
    grant_id      @id not null references account_grant (id),
    primary key (delegation_id, grant_id)
);

-- Sessions that act with a loan; without a row a session acts for its owner.
create table account_acting (
    session_hash  @text primary key,             -- SHA-256 of the session's token
    delegation_id @id not null references account_delegation (id)
);

-- What the chair is shown: an administrator came near rights on scores.
create table right_alert (
    id         @id primary key,
    kind       @text not null,                   -- self-grant, combined, lent, password
    author_id  @text not null,                   -- '' : the command line of the server
    author     @text not null,
    subject_id @id not null references account (id),
    role       @text not null,                   -- '' : none, with kind password
    reason     @text not null,
    at_ms      @ms not null,
    seen_ms    @ms,
    seen_by    @text
);

-- Grants lead along these.
create index cluster_term_unit on cluster_term (unit_id);
