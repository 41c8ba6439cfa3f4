/* What was voted and decided, for pages. */
#include "features/adoption/adoption.sql.h"
#include "features/adoption/adoption_service.h"

struct read_work {
    struct arena *arena;
    struct str period_id;
    struct adoption_records *records;
    const struct scoreboard *board;
    struct str record_id;
    struct adopted_figure *figures;
    bool found;
};

static struct adoption_record record_of(const struct q_adoption_records_row *row) {
    struct adoption_record record = {
        .id = row->id,
        .revision = row->revision,
        .held_on = date_from_iso(row->held_on),
        .number = row->number,
        .body = row->body,
        .count = {(size_t)row->members, (size_t)row->present, (size_t)row->yes, (size_t)row->no,
                  (size_t)row->abstain, (size_t)row->needed, row->accepted},
        .share = row->share,
        .share_basis = row->share_basis,
        .reason = row->reason,
        .board_revision = row->board_revision,
        .digest = row->digest,
        .author = row->author,
        .at_ms = row->at_ms,
    };
    vote_manner_from_code(row->manner, &record.manner);
    return record;
}

static struct adoption_record *record_with(struct adoption_records *records, struct str id) {
    for (size_t i = 0; i < records->count; i++)
        if (str_equal(records->items[i].id, id))
            return &records->items[i];
    return NULL;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct q_adoption_records_rows rows;
    struct q_adoption_ballots_rows ballots = {0};
    struct q_adoption_ties_rows ties = {0};
    *work->records = (struct adoption_records){0};
    TRY(q_adoption_records(tx, work->arena, work->period_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct adoption_record record = record_of(&rows.items[i]);
        if (outcome_kind_from_code(rows.items[i].kind, &record.kind))
            *list_push(work->arena, work->records) = record;
    }
    if (!rows.count)
        return NULL;
    TRY(q_adoption_ballots(tx, work->arena, work->period_id, &ballots));
    for (size_t i = 0; i < ballots.count; i++) {
        struct adoption_record *record = record_with(work->records, ballots.items[i].record_id);
        struct adoption_ballot ballot = {ballots.items[i].unit_id, VOICE_ABSENT};
        if (record && vote_choice_from_code(ballots.items[i].choice, &ballot.choice))
            *list_push(work->arena, &record->ballots) = ballot;
    }
    TRY(q_adoption_ties(tx, work->arena, work->period_id, &ties));
    for (size_t i = 0; i < ties.count; i++) {
        struct adoption_record *record = record_with(work->records, ties.items[i].record_id);
        if (record)
            *list_push(work->arena, &record->ties) =
                (struct adoption_tie){ties.items[i].unit_id, (int)ties.items[i].votes};
    }
    return NULL;
}

const struct err *adoption_load(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_period *cluster,
                                struct adoption_records *ret_records) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct read_work work = {.arena = arena, .period_id = cluster->id, .records = ret_records};
    return db_read(db, load_in, &work);
}

static const struct err *figures_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct q_adoption_figures_rows rows;
    TRY(q_adoption_figures(tx, work->arena, work->record_id, &rows));
    work->figures = ARENA_ARRAY(work->arena, struct adopted_figure, work->board->matrix.unit_count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_adoption_figures_row *row = &rows.items[i];
        ptrdiff_t unit = cluster_member_by_id(&work->board->cluster, row->unit_id);
        struct adopted_figure figure = {
            .known = true, .complete = row->complete, .place = (int)row->place};
        if (unit >= 0 && decimal_parse(row->total, &figure.total))
            work->figures[unit] = figure;
    }
    return NULL;
}

const struct err *adoption_figures(struct db *db, struct arena *arena, const struct user *user,
                                   const struct scoreboard *board, struct str record_id,
                                   struct adopted_figure **ret_figures) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(&board->cluster), STR("")) ||
        !scoring_visible_all(board, user))
        return ERR(ERR_DENIED, "the figures of all members are not shown yet");
    struct read_work work = {.arena = arena, .board = board, .record_id = record_id};
    TRY(db_read(db, figures_in, &work));
    *ret_figures = work.figures;
    return NULL;
}

const struct standing *adoption_standing(const struct scoreboard *board, size_t unit) {
    for (size_t i = 0; i < board->matrix.unit_count; i++)
        if (board->standings[i].unit == unit)
            return &board->standings[i];
    return NULL;
}

bool adoption_differs(const struct scoreboard *board, size_t unit,
                      const struct adopted_figure *figure) {
    const struct standing *now = adoption_standing(board, unit);
    return !figure->known || figure->complete != now->totals.complete ||
           figure->place != now->place || decimal_compare(figure->total, now->totals.total) != 0;
}

struct tie_groups adoption_ties_of(struct arena *arena, const struct scoreboard *board) {
    struct tie_groups groups = {0};
    size_t count = board->matrix.unit_count;
    for (size_t i = 0, end; i < count; i = end) {
        const struct score_totals *first = &board->standings[i].totals;
        for (end = i + 1; end < count; end++) {
            const struct score_totals *next = &board->standings[end].totals;
            if (!first->complete || first->disqualified || !next->complete || next->disqualified ||
                decimal_compare(first->compared, next->compared) != 0)
                break;
        }
        if (end - i < 2)
            continue;
        struct tie_group group = {ARENA_ARRAY(arena, size_t, end - i), end - i, first->compared};
        for (size_t k = i; k < end; k++)
            group.units[k - i] = board->standings[k].unit;
        *list_push(arena, &groups) = group;
    }
    return groups;
}
