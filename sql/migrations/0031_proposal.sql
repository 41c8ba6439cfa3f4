-- Flags and certificates that a cluster proposes at the annual review (decision 0038).

-- What was decided on a member; the newest revision of (half-year, unit) counts.
create table award_proposal (
    id                @id primary key,
    cluster_period_id @id not null references cluster_period (id),
    unit_id           @id not null references unit (id),
    revision          @int not null,
    kind              @text not null,      -- flag, certificate; '': not proposed
    conditions_met    @bool not null,      -- own conditions, confirmed by hand
    conditions_note   @text not null,      -- which, and what shows them
    reason            @text not null,      -- '' where it is what the places and quotas give
    digest            @text not null,      -- of the ranking that it was decided on
    author            @text not null,
    at_ms             @ms not null,
    unique (cluster_period_id, unit_id, revision)
);
