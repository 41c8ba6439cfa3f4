/* Saving what is typed in the grid. Each field is judged against what stands in its cell within the
 * transaction: its mark says what the page had drawn. */
#include "base/buf.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoregrid/draft_service.h"
#include "sys/id.h"

enum { AUDIT_TOLD_MAX = 40, AUDIT_TEXT_MAX = 8192 };

struct save_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct str unit_id;
    const struct grid_save *save;
    struct str how;
    struct scoreboard board;
    int64_t number; /* of the newest draft */
    struct grid_answer *answer;
};

static bool same(struct str a, struct str b) {
    return a.p ? b.p && str_equal(a, b) : !b.p;
}

/* What a mark stood for; *ret_known is false for a mark of nothing there is. */
static const struct err *value_seen(struct db_tx *tx, struct save_work *work,
                                    const struct grid_typed *typed, struct str criterion_id,
                                    bool *ret_known, struct str *ret_value) {
    struct str period_id = work->board.cluster.id;
    long long number;
    *ret_value = STR_NONE;
    *ret_known = str_is_empty(typed->seen) || str_equal_c(typed->seen, "0");
    if (*ret_known || typed->seen.n > GRID_SEEN_MAX || typed->seen.n < 2 ||
        !str_to_int64(str_slice(typed->seen, 1, typed->seen.n), &number))
        return NULL;
    if (typed->seen.p[0] == 'd') {
        struct q_draft_at_row row;
        bool found;
        TRY(q_draft_at(tx, work->arena, period_id, work->unit_id, number, &found, &row));
        *ret_known = found && str_equal(row.criterion_id, criterion_id) &&
                     str_equal(row.field, typed->field);
        *ret_value = *ret_known ? row.value : STR_NONE;
    } else if (typed->seen.p[0] == 'e') {
        struct q_draft_entry_at_row row;
        TRY(q_draft_entry_at(tx, work->arena, period_id, work->unit_id, criterion_id, typed->field,
                             number, ret_known, &row));
        *ret_value = *ret_known ? row.value : STR_NONE;
    }
    return NULL;
}

static void refuse(struct grid_result *result, struct message why) {
    result->outcome = GRID_REFUSED;
    result->why = why;
}

/* Whether the cell may be typed into; else the result says why not. */
static bool is_open(const struct own_cell *cell, const struct criterion *criterion,
                    struct grid_result *result) {
    struct str stage = message_plain(LANG_VI, score_stage_name(cell->by));
    enum grid_field field;
    if (!grid_field_from_code(result->typed->field, &field))
        field = GRID_FIELD_COUNT;
    bool takes_none = field == GRID_ACTUAL && !criterion_takes_actual(criterion);
    if (cell->block == GRID_GROUP || takes_none)
        refuse(result, MESSAGE_WITH(MSG_scoring_takes_no_value, criterion->name));
    else if (cell->block == GRID_EXEMPT)
        refuse(result, MESSAGE_WITH(MSG_scoregrid_exempt, criterion->code));
    else if (cell->block == GRID_OTHER_STAGE)
        refuse(result, MESSAGE_WITH(MSG_scoregrid_other_stage, criterion->code, stage));
    else if (cell->block == GRID_VERIFIED)
        refuse(result, MESSAGE_WITH(MSG_scoregrid_verified, criterion->code, stage));
    else if (field == GRID_ACTUAL && cell->rolls_up)
        refuse(result, MESSAGE_WITH(MSG_scoregrid_rolls_up, criterion->code));
    else
        return true;
    return false;
}

/* As a person would read it: numbers with a comma. */
static struct str shown(struct arena *arena, const struct criterion *criterion, struct str field,
                        struct str value) {
    struct decimal number;
    if (!value.p)
        return message_plain(LANG_VI, MSG_scoregrid_empty);
    if (!str_equal_c(field, "evidence") && decimal_parse(value, &number))
        return decimal_display(arena, number, 0, ',');
    return str_equal_c(field, "actual") ? scoring_show_actual(arena, LANG_VI, criterion, value)
                                        : value;
}

static const struct err *insert(struct db_tx *tx, struct save_work *work,
                                const struct grid_typed *typed, const struct criterion *criterion,
                                struct str value, struct grid_value *stands) {
    int64_t number = ++work->number;
    TRY(q_draft_insert(tx, id_new(work->arena, work->now_ms), work->board.cluster.id, work->unit_id,
                       number, criterion->id, criterion->code, typed->field, value, stands->entry,
                       work->how, work->user->name, work->user->id, work->now_ms));
    stands->is_draft = true;
    stands->number = number;
    stands->value = value;
    stands->author = work->user->name;
    stands->at_ms = work->now_ms;
    stands->overtaken = STR_NONE;
    return NULL;
}

static const struct err *judge(struct db_tx *tx, struct save_work *work,
                               struct grid_result *result) {
    struct arena *arena = work->arena;
    const struct grid_typed *typed = result->typed;
    const struct criteria *criteria = &work->board.table.criteria;
    result->criterion = criteria_find(criteria, typed->code);
    if (result->criterion < 0) {
        refuse(result, MESSAGE_WITH(MSG_scoregrid_removed, typed->code));
        return NULL;
    }
    const struct criterion *criterion = &criteria->items[result->criterion];
    struct own_cell *cell = &work->answer->before.cells[result->criterion];
    struct grid_value *stands = grid_value_of(cell, typed->field);
    if (!stands) {
        refuse(result, MESSAGE_WITH(MSG_scoregrid_no_field, typed->code));
        return NULL;
    }
    result->stands = *stands;
    struct str value;
    struct str seen_value;
    bool known;
    bool readable = grid_read(arena, &work->board, (size_t)result->criterion, typed->field,
                              typed->text, &value, &result->why);
    result->outcome = GRID_SAME;
    if (readable && same(value, stands->value))
        return NULL;
    TRY(value_seen(tx, work, typed, criterion->id, &known, &seen_value));
    if (readable && known && same(value, seen_value) &&
        !str_equal(typed->seen, grid_seen(arena, stands)))
        return NULL; /* nobody touched it, and somebody else did elsewhere */
    /* Going back to what was sent is always possible. */
    bool goes_back = readable && stands->is_draft && same(value, stands->sent);
    if (!goes_back && !is_open(cell, criterion, result))
        return NULL;
    if (!readable) {
        result->outcome = GRID_REFUSED;
        return NULL;
    }
    if (!known || !same(seen_value, stands->value)) {
        result->outcome = GRID_CONFLICT;
        result->why = MESSAGE_WITH(MSG_scoregrid_conflict, stands->author,
                                   shown(arena, criterion, typed->field, stands->value),
                                   instant_time_display(arena, stands->at_ms));
        return NULL;
    }
    result->outcome = GRID_SAVED;
    TRY(insert(tx, work, typed, criterion, value, stands));
    result->stands = *stands;
    return NULL;
}

/* "Ban CHQS huyện …; II.2 thực hiện 74; …" */
static struct str tell(struct save_work *work) {
    struct buf text = BUF_INIT(AUDIT_TEXT_MAX);
    size_t told = 0;
    buf_append_str(&text, work->board.cluster.members.items[work->answer->grid.unit].name);
    for (size_t i = 0; i < work->answer->count; i++) {
        const struct grid_result *r = &work->answer->results[i];
        if (r->outcome != GRID_SAVED || told++ >= AUDIT_TOLD_MAX)
            continue;
        struct str value = shown(work->arena, &work->board.table.criteria.items[r->criterion],
                                 r->typed->field, r->stands.value);
        buf_append_format(&text, "; " STR_FMT "/" STR_FMT ": " STR_FMT, STR_ARG(r->typed->code),
                          STR_ARG(r->typed->field), STR_ARG(str_slice(value, 0, 120)));
    }
    if (told > AUDIT_TOLD_MAX)
        buf_append_format(&text, "; +%zu", told - AUDIT_TOLD_MAX);
    struct str told_text = str_copy(work->arena, buf_str(&text));
    buf_release(&text);
    return told_text;
}

static const struct err *save_in(struct db_tx *tx, void *context) {
    struct save_work *work = context;
    struct grid_answer *answer = work->answer;
    struct q_draft_last_row last;
    size_t newer;
    bool found;
    *answer = (struct grid_answer){
        .results = ARENA_ARRAY(work->arena, struct grid_result, work->save->count),
        .count = work->save->count};
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_board_for_write(tx, work->db, work->arena, work->cluster->slug, work->cluster->code,
                                &work->board, &newer));
    if (!work->board.table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    ptrdiff_t unit = cluster_member_by_id(&work->board.cluster, work->unit_id);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "the unit is no member any more");
    TRY(q_draft_last(tx, work->arena, work->board.cluster.id, work->unit_id, &found, &last));
    work->number = last.number;
    TRY(grid_in(tx, work->arena, work->user, &work->board, (size_t)unit, &answer->before));
    answer->grid.unit = (size_t)unit;
    for (size_t i = 0; i < answer->count; i++) {
        struct grid_result *result = &answer->results[i];
        *result = (struct grid_result){.typed = &work->save->typed[i], .criterion = -1};
        TRY(judge(tx, work, result));
        answer->saved += result->outcome == GRID_SAVED;
        answer->refused += result->outcome == GRID_REFUSED;
        answer->conflicts += result->outcome == GRID_CONFLICT;
    }
    if (answer->saved) {
        struct audit_note note = {.action = "score.draft",
                                  .object_kind = "cluster_period",
                                  .object_id = work->board.cluster.id,
                                  .after = tell(work)};
        TRY(audit_write(tx, work->arena, work->user, work->now_ms, &note));
    }
    return grid_in(tx, work->arena, work->user, &work->board, (size_t)unit, &answer->grid);
}

static struct str how_of(struct str how) {
    static const char *const KNOWN[] = {"pasted", "filled", "undone", "redone"};
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
        if (str_equal_c(str_or_empty(how), KNOWN[i]))
            return how;
    return STR("typed");
}

const struct err *scoregrid_save(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_period *cluster,
                                 struct str unit_id, const struct grid_save *save,
                                 struct grid_answer *ret_answer) {
    struct place place = place_of_period(cluster);
    if (!user_may(user, RIGHT_MEMBER_ENTER, place, unit_id) ||
        !scoregrid_is_own(user, place, unit_id))
        return ERR(ERR_DENIED, "no right to enter scores for this unit");
    if (save->count > GRID_CELLS_MAX)
        return ERR(ERR_LIMIT, "%zu cells at once", save->count);
    struct save_work work = {.db = db,
                             .arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .cluster = cluster,
                             .unit_id = unit_id,
                             .save = save,
                             .how = how_of(save->how),
                             .answer = ret_answer};
    return db_write_grouped(db, save_in, &work);
}
