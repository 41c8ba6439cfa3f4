#include "features/scoring/outcome_service.h"

#include "features/scoring/scoring.sql.h"

/* Votes for who is a member no longer count for nobody. */
static void take_ties(struct arena *arena, const struct q_outcome_ties_rows *rows,
                      struct scoring_ground *ground) {
    ground->tie_votes = ARENA_ARRAY(arena, struct tie_vote, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_outcome_ties_row *row = &rows->items[i];
        ptrdiff_t unit = cluster_member_by_id(&ground->cluster, row->unit_id);
        if (unit >= 0)
            ground->tie_votes[ground->tie_votes_count++] =
                (struct tie_vote){row->revision, (size_t)unit, (int)row->votes, (int)row->present};
    }
}

const struct err *scoring_load_outcome(struct db_tx *tx, struct arena *arena,
                                       struct scoring_ground *ground) {
    struct q_outcome_records_rows records;
    TRY(q_outcome_records(tx, arena, ground->cluster.id, &records));
    for (size_t i = 0; i < records.count; i++) {
        const struct q_outcome_records_row *r = &records.items[i];
        struct outcome_record record = {
            .id = r->id,
            .number = r->number,
            .body = r->body,
            .accepted = r->accepted,
            .board_revision = r->board_revision,
            .digest = r->digest,
            .reason = r->reason,
            .at_ms = r->at_ms,
        };
        date_parse_iso(r->held_on, &record.held_on);
        if (outcome_kind_from_code(r->kind, &record.kind))
            *list_push(arena, &ground->outcome.records) = record;
    }
    if (!records.count)
        return NULL;
    struct q_outcome_ties_rows ties;
    TRY(q_outcome_ties(tx, arena, ground->cluster.id, &ties));
    take_ties(arena, &ties, ground);
    return NULL;
}
