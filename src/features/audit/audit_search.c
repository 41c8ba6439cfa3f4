/* Histories: of one object, of a half-year, of everything. Newest first, page by page. */
#include <string.h>

#include "features/audit/audit.h"
#include "features/audit/audit.sql.h"
#include "text/vi_fold.h"

/* "criteria.lock" is told by the catalogue's audit.criteria_lock. */
static struct str tell_action(struct arena *arena, enum lang lang, struct str action) {
    struct str key = str_format(arena, "audit." STR_FMT, STR_ARG(action));
    char *text = (char *)(uintptr_t)key.p;
    for (size_t i = strlen("audit."); i < key.n; i++)
        if (text[i] == '.')
            text[i] = '_';
    enum msg_id id;
    return message_from_key(key, &id) ? message_plain(lang, id) : action;
}

struct search {
    struct db_tx *tx;
    struct arena *arena;
    enum lang lang;
    const char *object_kind; /* NULL: of all */
    struct str object_id;
    const struct audit_filter *filter;
    struct str author_fold; /* what is looked for, folded; empty: all */
    struct str action_fold;
    struct audit_lines lines;
    int64_t looked_at;
    bool before_begin; /* came to lines older than what is wanted */
};

static bool holds(struct arena *page, struct str text, struct str fold) {
    return fold.n == 0 || str_find(vi_fold(page, text), fold) >= 0;
}

static bool is_wanted(struct search *search, struct arena *page, const struct audit_line *line,
                      struct str action_code) {
    const struct audit_filter *filter = search->filter;
    if (filter->without.n && str_equal(filter->without, action_code))
        return false;
    if (filter->object_kind.n && !str_equal(filter->object_kind, line->object_kind))
        return false;
    if (!holds(page, line->author, search->author_fold) &&
        !holds(page, line->acting_for, search->author_fold))
        return false;
    return str_equal(action_code, search->filter->action) ||
           holds(page, line->action, search->action_fold);
}

static struct audit_line copy_of(struct arena *arena, const struct audit_line *line) {
    struct audit_line copy = *line;
    copy.id = str_copy(arena, line->id);
    copy.author = str_copy(arena, line->author);
    copy.acting_for = str_copy(arena, line->acting_for);
    copy.roles = str_copy(arena, line->roles);
    copy.address = str_copy(arena, line->address);
    copy.action = str_copy(arena, line->action);
    copy.object_kind = str_copy(arena, line->object_kind);
    copy.object_id = str_copy(arena, line->object_id);
    copy.before = line->before.p ? str_copy(arena, line->before) : STR_NONE;
    copy.after = line->after.p ? str_copy(arena, line->after) : STR_NONE;
    copy.reason = line->reason.p ? str_copy(arena, line->reason) : STR_NONE;
    return copy;
}

/* One line in its turn; false when the page is full or the rest is too old. */
static bool take(struct search *search, struct arena *page, struct audit_line *line) {
    if (line->at_ms < search->filter->from_ms) {
        search->before_begin = true;
        return false;
    }
    if (search->lines.count == AUDIT_PAGE_LINES) {
        search->lines.more = true;
        return false;
    }
    struct str code = line->action;
    line->action = tell_action(page, search->lang, code);
    if (is_wanted(search, page, line, code))
        *list_push(search->arena, &search->lines) = copy_of(search->arena, line);
    search->lines.last = (struct audit_position){line->at_ms, str_copy(search->arena, line->id)};
    search->looked_at++;
    return true;
}

#define LINE_OF(row)                                                                               \
    ((struct audit_line){                                                                          \
        .id = (row)->id,                                                                           \
        .seq = (row)->seq.set ? (row)->seq.value : 0,                                              \
        .at_ms = (row)->at_ms,                                                                     \
        .author = (row)->account_name,                                                             \
        .acting_for = (row)->acting_for_name,                                                      \
        .roles = (row)->roles,                                                                     \
        .address = (row)->address,                                                                 \
        .action = (row)->action,                                                                   \
        .object_kind = (row)->object_kind,                                                         \
        .object_id = (row)->object_id,                                                             \
        .before = (row)->before_text,                                                              \
        .after = (row)->after_text,                                                                \
        .reason = (row)->reason,                                                                   \
    })

/* A piece of the history, MOST lines; true in *ret_goes_on when there is reason to read on. */
static const struct err *read_piece(struct search *search, struct arena *page, int64_t most,
                                    bool *ret_goes_on) {
    struct audit_position from = search->lines.last;
    *ret_goes_on = true;
    if (search->object_kind) {
        struct q_audit_of_object_rows rows;
        TRY(q_audit_of_object(search->tx, page, str_from_c(search->object_kind), search->object_id,
                              from.at_ms, from.id, most, &rows));
        for (size_t i = 0; i < rows.count && *ret_goes_on; i++) {
            struct audit_line line = LINE_OF(&rows.items[i]);
            *ret_goes_on = take(search, page, &line);
        }
        *ret_goes_on = *ret_goes_on && (int64_t)rows.count == most;
        return NULL;
    }
    struct q_audit_of_all_rows rows;
    TRY(q_audit_of_all(search->tx, page, from.at_ms, from.id, most, &rows));
    for (size_t i = 0; i < rows.count && *ret_goes_on; i++) {
        struct audit_line line = LINE_OF(&rows.items[i]);
        *ret_goes_on = take(search, page, &line);
    }
    *ret_goes_on = *ret_goes_on && (int64_t)rows.count == most;
    return NULL;
}

static const struct err *read_pieces(struct search *search) {
    struct arena *page CLEANUP(arena_cleanup) = arena_new(0);
    const struct audit_filter *filter = search->filter;
    bool narrowed =
        filter->author.n || filter->action.n || filter->without.n || filter->object_kind.n;
    int64_t piece = narrowed ? 1000 : AUDIT_PAGE_LINES + 1;
    bool goes_on = true;
    while (goes_on && search->looked_at < AUDIT_SEARCH_LINES) {
        arena_clear(page);
        TRY(read_piece(search, page, piece, &goes_on));
    }
    search->lines.more = search->lines.more || (goes_on && !search->before_begin);
    return NULL;
}

const struct err *audit_search(struct db_tx *tx, struct arena *arena, enum lang lang,
                               const char *object_kind, struct str object_id,
                               const struct audit_filter *filter,
                               const struct audit_position *before, struct audit_lines *ret_lines) {
    static const struct audit_filter NOT_NARROWED = {0};
    struct search search = {
        .tx = tx,
        .arena = arena,
        .lang = lang,
        .object_kind = object_kind,
        .object_id = object_id,
        .filter = filter ? filter : &NOT_NARROWED,
        .author_fold = filter ? vi_fold(arena, str_or_empty(filter->author)) : STR(""),
        .action_fold = filter ? vi_fold(arena, str_or_empty(filter->action)) : STR(""),
        .lines.last = before ? *before : (struct audit_position){INT64_MAX, STR("")},
    };
    TRY(read_pieces(&search));
    *ret_lines = search.lines;
    return NULL;
}

const struct err *audit_read(struct db_tx *tx, struct arena *arena, enum lang lang,
                             const char *object_kind, struct str object_id,
                             const struct audit_position *before, struct audit_lines *ret_lines) {
    return audit_search(tx, arena, lang, object_kind, object_id, NULL, before, ret_lines);
}

struct history_work {
    struct arena *arena;
    enum lang lang;
    const char *object_kind;
    struct str object_id;
    const struct audit_filter *filter;
    const struct audit_position *before;
    struct audit_lines *lines;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct history_work *work = context;
    return audit_search(tx, work->arena, work->lang, work->object_kind, work->object_id,
                        work->filter, work->before, work->lines);
}

const struct err *audit_search_period(struct db *db, struct arena *arena, enum lang lang,
                                      const struct user *user, struct place place,
                                      struct str cluster_period_id,
                                      const struct audit_filter *filter,
                                      const struct audit_position *before,
                                      struct audit_lines *ret_lines) {
    if (!user_may(user, RIGHT_HISTORY_READ, place, STR("")))
        return ERR(ERR_DENIED, "no right to read the history of this cluster");
    struct history_work work = {arena,  lang,   "cluster_period", cluster_period_id,
                                filter, before, ret_lines};
    return db_read(db, history_in, &work);
}

const struct err *audit_of_period(struct db *db, struct arena *arena, enum lang lang,
                                  const struct user *user, struct place place,
                                  struct str cluster_period_id, const struct audit_position *before,
                                  struct audit_lines *ret_lines) {
    return audit_search_period(db, arena, lang, user, place, cluster_period_id, NULL, before,
                               ret_lines);
}

const struct err *audit_of_all(struct db *db, struct arena *arena, enum lang lang,
                               const struct user *user, const struct audit_filter *filter,
                               const struct audit_position *before, struct audit_lines *ret_lines) {
    if (!user_may(user, RIGHT_AUDIT_READ, PLACE_EVERYWHERE, STR("")))
        return ERR(ERR_DENIED, "no right to read the audit trail");
    struct history_work work = {arena, lang, NULL, STR(""), filter, before, ret_lines};
    return db_read(db, history_in, &work);
}
