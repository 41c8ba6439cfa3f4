#include "features/file/file_scan_service.h"

#include "features/audit/audit.h"
#include "features/file/file.sql.h"
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

const struct err *file_rescan(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, const struct file_scanner *scanner, int64_t before_ms,
                              size_t most, size_t *ret_looked, size_t *ret_found) {
    struct again again = {.arena = arena, .before_ms = before_ms, .most = most};
    *ret_looked = *ret_found = 0;
    TRY(db_read(db, due_in, &again));
    for (size_t i = 0; i < again.rows.count; i++) {
        struct arena *one CLEANUP(arena_cleanup) = arena_new(0);
        again.arena = one;
        again.sha256 = again.rows.items[i].sha256;
        TRY(db_read(db, content_in, &again));
        const struct clamd_bytes bytes = {.bytes = again.content, .descriptor = -1};
        struct clamd_result result;
        clamd_scan(scanner->socket_path, FILE_SCAN_WAIT_MS, &bytes, &result);
        if (result.answer == CLAMD_ABSENT || result.answer == CLAMD_FAILED)
            return ERR_TEXT(ERR_UNAVAILABLE, "file.rescan_failed", "the scanner does not answer");
        struct saying saying = {one, user, now_ms, again.sha256, &result};
        TRY(db_write(db, say_in, &saying));
        ++*ret_looked;
        *ret_found += result.answer == CLAMD_INFECTED;
    }
    return NULL;
}
