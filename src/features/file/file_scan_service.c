#include "features/file/file_scan_service.h"

#include "features/audit/audit.h"
#include "features/file/file.sql.h"
#include "jobs/jobs.h"
#include "sys/log.h"

struct file_scanner file_scanner_of(const struct config *config) {
    struct file_scanner scanner = {.socket_path = CLAMD_SOCKET};
    for (size_t i = 0; config && i < config_key_count; i++)
        if (str_equal_c(STR("clamav_socket"), config_keys[i].name))
            scanner.is_expected = config->sources[i] != CONFIG_DEFAULT;
    if (config) {
        scanner.socket_path = config->clamav_socket;
        scanner.takes_unscanned = config->clamav_take_unscanned;
    }
    /* An empty path: no scanner is wanted. */
    if (!*scanner.socket_path)
        scanner.is_expected = false;
    return scanner;
}

struct saying {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str sha256;
    const struct clamd_result *result;
};

static const struct err *say_in(struct db_tx *tx, void *context) {
    const struct saying *saying = context;
    bool infected = saying->result->answer == CLAMD_INFECTED;
    struct str found = str_copy(saying->arena, str_from_c(saying->result->words));
    TRY(q_scan_put(tx, saying->sha256, infected ? STR("infected") : STR("clean"),
                   infected ? found : STR(""), saying->now_ms));
    const struct audit_note note = {
        .action = "file.infected",
        .object_kind = "file_content",
        .object_id = saying->sha256,
        .after = message_text(saying->arena, LANG_VI,
                              MESSAGE_WITH(MSG_file_scan_note, saying->sha256, found)),
    };
    return infected ? audit_write(tx, saying->arena, saying->user, saying->now_ms, &note) : NULL;
}

static const struct err *failed(const struct file_scanner *scanner,
                                const struct clamd_result *result) {
    bool absent = result->answer == CLAMD_ABSENT;
    if (absent && !scanner->is_expected)
        return NULL;
    log_write(LOG_LEVEL_WARNING, "file.scan", "answers=no reason=\"%s\"",
              absent ? "no socket" : result->words);
    return scanner->takes_unscanned
               ? NULL
               : ERR_TEXT(ERR_UNAVAILABLE, "file.scan_failed", "a file could not be scanned");
}

const struct err *file_scan(struct db *db, struct arena *arena, const struct user *user,
                            int64_t now_ms, const struct file_scanner *scanner,
                            const struct clamd_bytes *bytes, struct str sha256) {
    struct clamd_result result;
    if (!*scanner->socket_path)
        return NULL;
    clamd_scan(scanner->socket_path, FILE_SCAN_WAIT_MS, bytes, &result);
    if (result.answer == CLAMD_ABSENT || result.answer == CLAMD_FAILED)
        return failed(scanner, &result);
    struct saying saying = {arena, user, now_ms, sha256, &result};
    TRY(db_write(db, say_in, &saying));
    return result.answer == CLAMD_CLEAN
               ? NULL
               : ERR_TEXT(ERR_INPUT, "file.scan_infected", "the scanner found something in a file");
}

/* --- how it stands ------------------------------------------------------------------------- */

struct counting {
    struct arena *arena;
    struct file_scan_state *state;
};

static const struct err *count_in(struct db_tx *tx, void *context) {
    const struct counting *counting = context;
    struct q_scan_counts_row row;
    bool found;
    TRY(q_scan_counts(tx, counting->arena, &found, &row));
    counting->state->contents = row.contents;
    counting->state->unscanned = row.contents - row.looked_at;
    counting->state->infected = row.infected;
    return NULL;
}

const struct err *file_scan_state(struct db *db, struct arena *arena, const struct user *user,
                                  const struct file_scanner *scanner,
                                  struct file_scan_state *ret_state) {
    if (!user_may(user, RIGHT_SYSTEM_CARE, PLACE_EVERYWHERE, STR("")))
        return ERR(ERR_DENIED, "no right to see the state of the machine");
    struct counting counting = {arena, ret_state};
    *ret_state = (struct file_scan_state){.scanner = {.answer = CLAMD_ABSENT}};
    if (*scanner->socket_path)
        clamd_version(scanner->socket_path, FILE_SCAN_WAIT_MS, &ret_state->scanner);
    return db_read(db, count_in, &counting);
}

/* --- again --------------------------------------------------------------------------------- */

struct again {
    struct arena *arena;
    int64_t before_ms;
    size_t most;
    struct q_scan_due_rows rows;
    struct str sha256;
    struct str content;
};

static const struct err *due_in(struct db_tx *tx, void *context) {
    struct again *again = context;
    return q_scan_due(tx, again->arena, again->before_ms, (int64_t)again->most, &again->rows);
}

static const struct err *content_in(struct db_tx *tx, void *context) {
    struct again *again = context;
    struct q_stored_content_read_row row;
    bool found;
    TRY(q_stored_content_read(tx, again->arena, again->sha256, &found, &row));
    again->content = found ? row.content : STR("");
    return NULL;
}

const struct err *file_rescan_ask(struct db *db, struct arena *arena,
                                  const struct file_scanner *scanner, int64_t before_ms,
                                  size_t most, struct file_words *ret_words) {
    struct again again = {.arena = arena, .before_ms = before_ms, .most = most};
    *ret_words = (struct file_words){0};
    TRY(db_read(db, due_in, &again));
    for (size_t i = 0; i < again.rows.count; i++) {
        struct arena *one CLEANUP(arena_cleanup) = arena_new(0);
        struct file_word word = {.sha256 = again.rows.items[i].sha256,
                                 .result = {.answer = CLAMD_ABSENT}};
        again.arena = one;
        again.sha256 = word.sha256;
        TRY(db_read(db, content_in, &again));
        const struct clamd_bytes bytes = {.bytes = again.content, .descriptor = -1};
        if (*scanner->socket_path)
            clamd_scan(scanner->socket_path, FILE_SCAN_WAIT_MS, &bytes, &word.result);
        if (word.result.answer == CLAMD_ABSENT || word.result.answer == CLAMD_FAILED)
            return ERR_TEXT(ERR_UNAVAILABLE, "file.rescan_failed", "the scanner does not answer");
        *list_push(arena, ret_words) = word;
    }
    return NULL;
}

const struct err *file_rescan_keep(struct db_tx *tx, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct file_words *words) {
    for (size_t i = 0; i < words->count; i++) {
        struct saying saying = {arena, user, now_ms, words->items[i].sha256,
                                &words->items[i].result};
        TRY(say_in(tx, &saying));
    }
    return NULL;
}

struct starting {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
};

static const struct err *told_in(struct db_tx *tx, void *context, struct str job_id) {
    const struct starting *starting = context;
    (void)job_id;
    const struct audit_note note = {
        .action = "file.rescan", .object_kind = "system", .object_id = STR("scan")};
    return audit_write(tx, starting->arena, starting->user, starting->now_ms, &note);
}

const struct err *file_rescan_start(const struct jobs *jobs, struct arena *arena,
                                    const struct user *user, int64_t now_ms,
                                    struct str *ret_job_id) {
    struct starting starting = {arena, user, now_ms};
    struct file_scanner scanner = file_scanner_of(jobs->config);
    struct file_scan_state state;
    TRY(file_scan_state(jobs->db, arena, user, &scanner, &state));
    if (state.scanner.answer != CLAMD_CLEAN)
        return ERR_TEXT(ERR_STATE, "file.rescan_failed", "the scanner does not answer");
    const struct job_order order = {
        .kind = FILE_SCAN_JOB_KIND,
        .account_id = user->id,
        .author = user->name,
        .object_kind = STR("system"),
        .object_id = STR("scan"),
        .params = STR(""),
        .total = state.contents,
        .also = told_in,
        .also_context = &starting,
    };
    return job_start(jobs, arena, now_ms, &order, ret_job_id);
}
