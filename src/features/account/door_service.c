#include "features/account/door_service.h"

#include "crypto/digest.h"
#include "crypto/password.h"
#include "features/account/account.sql.h"
#include "features/account/door.sql.h"
#include "features/account/session_service.h"
#include "features/audit/audit.h"
#include "sys/id.h"
#include "sys/random_bytes.h"

enum { TOKEN_BYTES = 32, LOGIN_BYTES_MAX = 100 };

static const int64_t MINUTE_MS = 60000;
static const int64_t DAY_MS = 24LL * 3600 * 1000;

struct door_keys door_keys_make(struct arena *arena, int64_t now_ms) {
    return (struct door_keys){.session_id = id_new(arena, now_ms),
                              .session_token = random_hex(arena, TOKEN_BYTES),
                              .csrf_token = random_hex(arena, TOKEN_BYTES),
                              .pending_token = random_hex(arena, TOKEN_BYTES),
                              .event_id = id_new(arena, now_ms)};
}

/* --- the door's time ---------------------------------------------------------------------- */

/* What an earlier run has seen counts too. */
static const struct err *door_now(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                  int64_t *ret_now_ms) {
    bool found;
    struct q_door_mark_row mark;
    TRY(q_door_mark(tx, arena, &found, &mark));
    *ret_now_ms = mark.at_ms > now_ms ? mark.at_ms : now_ms;
    return NULL;
}

static const struct err *mark_in(struct db_tx *tx, void *context) {
    int64_t *at_ms = context;
    struct arena *arena = arena_new(0);
    const struct err *err = door_now(tx, arena, 0, at_ms);
    arena_free(arena);
    return err;
}

const struct err *door_mark(struct db *db, struct arena *arena, int64_t *ret_at_ms) {
    (void)arena;
    return db_read(db, mark_in, ret_at_ms);
}

/* --- the first step ----------------------------------------------------------------------- */

struct first_step {
    struct arena *arena;
    int64_t asked_ms;
    int64_t now_ms; /* the door's */
    const struct visitor *visitor;
    struct str login;
    struct str login_hash;
    struct str address;   /* as it is counted */
    struct str code_hash; /* absent: what was typed can be no code */
    struct door_keys keys;
    /* what the database says */
    bool found;
    struct q_account_by_login_row account;
    struct door_count count;
    enum door_bar bar;
    int64_t wait_ms;
    struct q_code_find_rows codes;
    bool kept_elsewhere; /* its password, see door_keeper */
    /* what was found out */
    bool unasked; /* who keeps the password could not be asked */
    bool right_password;
    struct str right_hash; /* that it was right for */
    struct str new_hash;   /* of the right password, with today's costs; absent: stays */
    const char *outcome;   /* as it is kept */
    struct door_answer answer;
};

static struct first_step begin(struct arena *arena, int64_t now_ms, const struct visitor *visitor,
                               struct str login) {
    struct str folded = str_lower_ascii(arena, str_trim(login.p ? login : STR("")));
    return (struct first_step){.arena = arena,
                               .asked_ms = now_ms,
                               .now_ms = now_ms,
                               .visitor = visitor,
                               .login = folded,
                               .login_hash = digest_sha256_hex(arena, folded),
                               .address = door_address(arena, visitor->address),
                               .keys = door_keys_make(arena, now_ms)};
}

static bool is_an_address(struct str address) {
    return !str_equal_c(address, "unix") && !str_equal_c(address, "local");
}

/* Whether the login may be tried from here now. */
static const struct err *look_at_bar(struct db_tx *tx, struct first_step *work) {
    struct arena *arena = work->arena;
    TRY(door_now(tx, arena, work->asked_ms, &work->now_ms));
    TRY(q_account_by_login(tx, arena, work->login, &work->found, &work->account));
    work->kept_elsewhere = false;
    if (work->found && door_keeper)
        TRY(door_keeper->keeps(tx, arena, work->account.id, &work->kept_elsewhere));
    int64_t since_ms = work->now_ms - SIGN_IN_LOCK_MINUTES * MINUTE_MS;
    bool counted;
    struct q_sign_in_failures_row of_login;
    struct q_sign_in_failures_of_address_row of_address;
    struct q_sign_in_known_row known;
    TRY(q_sign_in_failures(tx, arena, work->login_hash, work->address, since_ms, &counted,
                           &of_login));
    TRY(q_sign_in_failures_of_address(tx, arena, work->address, since_ms, &counted, &of_address));
    TRY(q_sign_in_known(tx, arena, work->found ? work->account.id : STR(""), work->address,
                        work->now_ms - EVENT_DAYS * DAY_MS, &counted, &known));
    bool told = is_an_address(work->visitor->address);
    work->count = (struct door_count){.known = told && known.times > 0,
                                      .of_login = of_login.of_login,
                                      .of_pair = of_login.of_pair,
                                      .of_address = told ? of_address.failures : 0,
                                      .address_last_ms = of_address.last_ms};
    work->bar = door_bar(&work->count, work->now_ms, &work->wait_ms);
    return NULL;
}

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct first_step *work = context;
    TRY(look_at_bar(tx, work));
    work->codes = (struct q_code_find_rows){0};
    if (!work->code_hash.p)
        return NULL;
    return q_code_find(tx, work->arena, work->found ? work->account.id : STR(""), work->code_hash,
                       &work->codes);
}

static const struct err *keep_event(struct db_tx *tx, const struct first_step *work,
                                    const char *outcome, const char *method) {
    return q_sign_in_event_insert(tx, work->keys.event_id, work->account.id, work->now_ms,
                                  str_from_c(outcome), str_from_c(method), work->address,
                                  work->visitor->user_agent);
}

/* Those that no longer count go: whoever tries names for days shall not fill the disk. */
static const struct err *count_failure(struct db_tx *tx, const struct first_step *work) {
    TRY(q_sign_in_failure_delete_old(tx, work->now_ms - SIGN_IN_LOCK_MINUTES * MINUTE_MS));
    return q_sign_in_failure_insert(tx, work->login_hash, work->now_ms, work->address);
}

static const struct err *open_session(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                      const struct visitor *visitor, struct str account_id,
                                      const char *method, const struct door_keys *keys,
                                      struct door_answer *ret_answer) {
    TRY(q_session_delete_expired(tx, now_ms, session_seen_since(now_ms)));
    TRY(q_pending_delete_old(tx, now_ms));
    TRY(q_sign_in_event_delete_old(tx, now_ms - EVENT_DAYS * DAY_MS));
    TRY(q_session_delete_beyond(tx, account_id, SESSIONS_MAX - 1));
    TRY(q_session_insert(tx, keys->session_id, digest_sha256_hex(arena, keys->session_token),
                         account_id, keys->csrf_token, str_from_c(method), now_ms,
                         now_ms + (int64_t)SESSION_HOURS * 3600 * 1000, visitor->address,
                         visitor->user_agent));
    TRY(q_sign_in_event_insert(tx, keys->event_id, account_id, now_ms, STR("in"),
                               str_from_c(method), door_address(arena, visitor->address),
                               visitor->user_agent));
    *ret_answer = (struct door_answer){.step = DOOR_OPEN, .session_token = keys->session_token};
    return q_door_mark_raise(tx, now_ms);
}

static struct str step_code(enum door_step step) {
    return step == DOOR_SET_PASSWORD ? STR("set_password") : STR("second_factor");
}

static const struct err *wait_for(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                  struct str account_id, enum door_step step, const char *method,
                                  struct str code_id, const struct door_keys *keys,
                                  struct door_answer *ret_answer) {
    TRY(q_pending_delete_old(tx, now_ms));
    TRY(q_pending_insert(tx, digest_sha256_hex(arena, keys->pending_token), account_id,
                         step_code(step), str_from_c(method), code_id, now_ms,
                         now_ms + PENDING_MINUTES * MINUTE_MS));
    *ret_answer = (struct door_answer){.step = step, .pending_token = keys->pending_token};
    return NULL;
}

static const struct err *factor_of(struct db_tx *tx, struct arena *arena, struct str account_id,
                                   const struct door_factor **ret_factor) {
    *ret_factor = NULL;
    for (size_t i = 0; door_factors[i] && !*ret_factor; i++) {
        bool wanted = false;
        TRY(door_factors[i]->wanted(tx, arena, account_id, &wanted));
        if (wanted)
            *ret_factor = door_factors[i];
    }
    return NULL;
}

/* The password is right or newly set: in, or on to the second factor. */
static const struct err *go_on(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                               const struct visitor *visitor, struct str account_id,
                               const char *method, const struct door_keys *keys,
                               struct door_answer *ret_answer) {
    const struct door_factor *factor;
    TRY(factor_of(tx, arena, account_id, &factor));
    if (factor)
        return wait_for(tx, arena, now_ms, account_id, DOOR_SECOND_FACTOR, method, STR_NONE, keys,
                        ret_answer);
    return open_session(tx, arena, now_ms, visitor, account_id, method, keys, ret_answer);
}

/* What the code that was typed is good for. */
static const char *outcome_of_code(const struct first_step *work) {
    if (!work->found || work->account.closed_ms.set || !work->codes.count)
        return "wrong";
    const struct q_code_find_row *code = &work->codes.items[0];
    if (code->used_ms.set)
        return "code_used";
    if (code->replaced_ms.set)
        return "code_replaced";
    bool in_time =
        code->expires_ms > work->now_ms && code->created_ms <= work->now_ms + CLOCK_SLACK_MS;
    return in_time ? "code" : "code_expired";
}

static const struct err *take_first_step_in(struct db_tx *tx, void *context) {
    struct first_step *work = context;
    work->answer = (struct door_answer){.step = DOOR_SHUT};
    /* Once more, for what came while the password was looked at: a hundred tries at once count as
     * a hundred, however right the last one is. */
    TRY(look_in(tx, work));
    bool open = work->found && !work->account.closed_ms.set;
    if (work->bar != DOOR_FREE)
        return NULL;
    if (work->right_password && open && str_equal(work->right_hash, work->account.password_hash)) {
        work->outcome = "in";
        TRY(q_sign_in_failure_clear_pair(tx, work->login_hash, work->address));
        int64_t stored;
        if (work->new_hash.p)
            TRY(q_account_set_password(tx, work->account.id, work->new_hash, &stored));
        return go_on(tx, work->arena, work->now_ms, work->visitor, work->account.id,
                     work->kept_elsewhere ? "ldap" : "password", &work->keys, &work->answer);
    }
    work->outcome = outcome_of_code(work);
    if (str_equal_c(str_from_c(work->outcome), "code")) {
        TRY(q_sign_in_failure_clear_pair(tx, work->login_hash, work->address));
        return wait_for(tx, work->arena, work->now_ms, work->account.id, DOOR_SET_PASSWORD, "code",
                        work->codes.items[0].id, &work->keys, &work->answer);
    }
    if (work->unasked) /* nobody knows whether it was wrong */
        return NULL;
    TRY(count_failure(tx, work));
    TRY(q_door_mark_raise(tx, work->now_ms));
    return work->found
               ? keep_event(tx, work, work->outcome, work->codes.count ? "code" : "password")
               : NULL;
}

static void tell_bar(const struct first_step *work, const char *field, struct issues *issues) {
    struct arena *arena = work->arena;
    if (work->bar == DOOR_LOCKED)
        issue_add(arena, issues, str_from_c(field),
                  MESSAGE_WITH(MSG_account_sign_in_locked,
                               str_format(arena, "%d", SIGN_IN_LOCK_MINUTES)));
    else
        issue_add(arena, issues, str_from_c(field),
                  MESSAGE_WITH(MSG_account_sign_in_slow,
                               str_format(arena, "%lld", (long long)(work->wait_ms + 999) / 1000)));
}

static void tell_outcome(const struct first_step *work, struct issues *issues) {
    if (work->unasked) {
        issue_add(work->arena, issues, STR("login"), MESSAGE(door_keeper->unknown));
        return;
    }
    static const struct {
        const char *outcome;
        enum msg_id sentence;
    } SENTENCES[] = {
        {"wrong", MSG_account_sign_in_wrong},
        {"code_used", MSG_account_code_used},
        {"code_replaced", MSG_account_code_replaced},
        {"code_expired", MSG_account_code_expired},
    };
    for (size_t i = 0; i < COUNT_OF(SENTENCES); i++)
        if (str_equal_c(str_from_c(work->outcome), SENTENCES[i].outcome))
            issue_add(work->arena, issues, STR("login"), MESSAGE(SENTENCES[i].sentence));
}

/* The same work for a login that does not exist, is closed or waits for its code. */
static bool password_is_right(struct first_step *work, struct str password) {
    bool open = work->found && !work->account.closed_ms.set;
    bool here = open && !work->kept_elsewhere;
    bool right = password_matches(work->arena, password.p ? password : STR(""),
                                  here ? work->account.password_hash : STR_NONE);
    if (!open || !work->kept_elsewhere)
        return right;
    enum door_word word = door_keeper->ask(work->arena, work->login, str_or_empty(password));
    work->unasked = word == DOOR_WORD_UNKNOWN;
    return word == DOOR_WORD_RIGHT;
}

const struct err *door_sign_in(struct db *db, struct arena *arena, int64_t now_ms,
                               const struct visitor *visitor, struct str login, struct str secret,
                               struct issues *issues, struct door_answer *ret_answer) {
    *ret_answer = (struct door_answer){.step = DOOR_SHUT};
    struct first_step work = begin(arena, now_ms, visitor, login);
    if (work.login.n > LOGIN_BYTES_MAX) {
        issue_add(arena, issues, STR("login"), MESSAGE(MSG_account_sign_in_wrong));
        return NULL;
    }
    struct str code = code_normal(arena, secret.p ? secret : STR(""));
    if (code.n)
        work.code_hash = digest_sha256_hex(arena, code);
    TRY(db_read(db, look_in, &work));
    if (work.bar == DOOR_FREE) {
        work.right_password = password_is_right(&work, secret);
        work.right_hash = work.account.password_hash;
        if (work.right_password && !work.kept_elsewhere &&
            password_needs_rehash(arena, work.account.password_hash))
            work.new_hash = password_hash(arena, secret);
        TRY(db_write(db, take_first_step_in, &work));
    }
    *ret_answer = work.answer;
    if (work.bar != DOOR_FREE) {
        ret_answer->wait_ms = work.wait_ms;
        tell_bar(&work, "login", issues);
    } else if (work.answer.step == DOOR_SHUT) {
        tell_outcome(&work, issues);
    }
    return NULL;
}

static const struct err *count_wrong_in(struct db_tx *tx, void *context) {
    struct first_step *work = context;
    TRY(look_at_bar(tx, work));
    TRY(count_failure(tx, work));
    TRY(q_door_mark_raise(tx, work->now_ms));
    return work->found ? keep_event(tx, work, "wrong", "password") : NULL;
}

static const struct err *look_at_bar_in(struct db_tx *tx, void *context) {
    return look_at_bar(tx, context);
}

const struct err *door_check_password(struct db *db, struct arena *arena, int64_t now_ms,
                                      const struct visitor *visitor, struct str login,
                                      struct str password, const char *field, struct issues *issues,
                                      bool *ret_right) {
    *ret_right = false;
    struct first_step work = begin(arena, now_ms, visitor, login);
    TRY(db_read(db, look_at_bar_in, &work));
    if (work.bar != DOOR_FREE) {
        tell_bar(&work, field, issues);
        return NULL;
    }
    *ret_right = password_is_right(&work, password);
    if (*ret_right)
        return NULL;
    issue_add(arena, issues, str_from_c(field),
              MESSAGE(work.unasked ? door_keeper->unknown : MSG_account_password_wrong));
    return work.unasked ? NULL : db_write(db, count_wrong_in, &work);
}

const struct err *door_count_wrong(struct db *db, struct arena *arena, int64_t now_ms,
                                   const struct visitor *visitor, struct str login) {
    struct first_step work = begin(arena, now_ms, visitor, login);
    return db_write(db, count_wrong_in, &work);
}

/* --- the steps that follow ---------------------------------------------------------------- */

const struct err *door_pending_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                  struct str token, bool *ret_found, struct pending *ret_pending) {
    *ret_found = false;
    if (!token.n)
        return NULL;
    struct str token_hash = digest_sha256_hex(arena, token);
    struct q_pending_find_row row;
    TRY(door_now(tx, arena, now_ms, &now_ms));
    TRY(q_pending_find(tx, arena, token_hash, now_ms, now_ms + CLOCK_SLACK_MS, ret_found, &row));
    if (!*ret_found)
        return NULL;
    *ret_pending = (struct pending){
        .token_hash = token_hash,
        .account_id = row.account_id,
        .login = row.login,
        .name = row.display_name,
        .step = str_equal_c(row.step, "set_password") ? DOOR_SET_PASSWORD : DOOR_SECOND_FACTOR,
        .method = row.method,
        .code_id = row.code_id,
        .tries = row.tries};
    return NULL;
}

struct next_step {
    struct arena *arena;
    int64_t now_ms;
    struct str token;
    bool found;
    struct pending pending;
    const struct visitor *visitor;
    struct str hash;
    struct door_keys keys;
    struct str audit_name;
    bool code_is_gone;
    struct door_answer answer;
    const struct door_factor *factor;
};

static const struct err *pending_in(struct db_tx *tx, void *context) {
    struct next_step *work = context;
    return door_pending_in(tx, work->arena, work->now_ms, work->token, &work->found,
                           &work->pending);
}

const struct err *door_pending(struct db *db, struct arena *arena, int64_t now_ms, struct str token,
                               bool *ret_found, struct pending *ret_pending) {
    struct next_step work = {.arena = arena, .now_ms = now_ms, .token = token};
    TRY(db_read(db, pending_in, &work));
    *ret_found = work.found;
    if (work.found)
        *ret_pending = work.pending;
    return NULL;
}

static const struct err *next_path_in(struct db_tx *tx, void *context) {
    struct next_step *work = context;
    return factor_of(tx, work->arena, work->pending.account_id, &work->factor);
}

const struct err *door_next_path(struct db *db, struct arena *arena, const struct pending *pending,
                                 struct str *ret_path) {
    *ret_path = STR("/dang-nhap");
    struct next_step work = {.arena = arena, .pending = *pending};
    if (pending->step == DOOR_SECOND_FACTOR)
        TRY(db_read(db, next_path_in, &work));
    if (pending->step == DOOR_SET_PASSWORD)
        *ret_path = STR("/dang-nhap/dat-mat-khau");
    else if (work.factor)
        *ret_path = str_from_c(work.factor->path);
    return NULL;
}

static const struct err *set_password_in(struct db_tx *tx, void *context) {
    struct next_step *work = context;
    struct arena *arena = work->arena;
    work->answer = (struct door_answer){.step = DOOR_SHUT};
    work->code_is_gone = false;
    TRY(pending_in(tx, work));
    const struct pending *pending = &work->pending;
    if (!work->found || pending->step != DOOR_SET_PASSWORD)
        return NULL;
    int64_t now_ms;
    TRY(door_now(tx, arena, work->now_ms, &now_ms));
    int64_t used = 1;
    if (pending->code_id.p)
        TRY(q_code_use(tx, pending->code_id, now_ms, &used));
    if (!used) { /* somebody was quicker with it, or a newer one was given */
        work->code_is_gone = true;
        return q_pending_delete(tx, pending->token_hash);
    }
    int64_t changed;
    TRY(q_account_set_password(tx, pending->account_id, work->hash, &changed));
    TRY(door_end_all_in(tx, pending->account_id));
    struct user owner = {.id = pending->account_id,
                         .login = pending->login,
                         .name = pending->name,
                         .address = work->visitor->address,
                         .session_hash = STR("")};
    struct audit_note note = {
        .action = "account.password", .object_kind = "account", .object_id = pending->account_id};
    TRY(audit_write(tx, arena, &owner, work->now_ms, &note));
    return go_on(tx, arena, now_ms, work->visitor, pending->account_id, "code", &work->keys,
                 &work->answer);
}

const struct err *door_set_password(struct db *db, struct arena *arena, int64_t now_ms,
                                    const struct visitor *visitor, struct str token,
                                    struct str password, struct str repeated, struct issues *issues,
                                    struct door_answer *ret_answer) {
    *ret_answer = (struct door_answer){.step = DOOR_SHUT};
    struct next_step work = {.arena = arena,
                             .now_ms = now_ms,
                             .token = token,
                             .visitor = visitor,
                             .keys = door_keys_make(arena, now_ms)};
    TRY(db_read(db, pending_in, &work));
    if (!work.found || work.pending.step != DOOR_SET_PASSWORD)
        return NULL;
    password_check_chosen(arena, work.pending.login, password, repeated, issues);
    if (issues->count)
        return NULL;
    work.hash = password_hash(arena, password);
    TRY(db_write(db, set_password_in, &work));
    *ret_answer = work.answer;
    return NULL;
}

const struct err *door_open_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                               const struct visitor *visitor, const struct pending *pending,
                               const char *method, const struct door_keys *keys,
                               struct door_answer *ret_answer) {
    TRY(door_now(tx, arena, now_ms, &now_ms));
    TRY(q_pending_delete(tx, pending->token_hash));
    return open_session(tx, arena, now_ms, visitor, pending->account_id, method, keys, ret_answer);
}

const struct err *door_fail_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                               const struct visitor *visitor, const struct pending *pending,
                               const char *method, const struct door_keys *keys) {
    struct first_step work = begin(arena, now_ms, visitor, pending->login);
    work.keys = *keys;
    work.account.id = pending->account_id;
    TRY(door_now(tx, arena, now_ms, &work.now_ms));
    TRY(count_failure(tx, &work));
    TRY(keep_event(tx, &work, "second_wrong", method));
    TRY(q_door_mark_raise(tx, work.now_ms));
    if (pending->tries + 1 >= PENDING_TRIES)
        return q_pending_delete(tx, pending->token_hash);
    return q_pending_count_try(tx, pending->token_hash);
}

/* --- codes -------------------------------------------------------------------------------- */

const struct err *door_end_all_in(struct db_tx *tx, struct str account_id) {
    TRY(q_session_delete_of_account(tx, account_id));
    return q_pending_delete_of_account(tx, account_id);
}

const struct err *door_give_code_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                    struct str account_id, struct str login, struct str code_id,
                                    struct str code) {
    TRY(door_now(tx, arena, now_ms, &now_ms));
    TRY(q_code_replace_all(tx, account_id, now_ms));
    TRY(q_code_insert(tx, code_id, account_id, digest_sha256_hex(arena, code_normal(arena, code)),
                      now_ms, now_ms + CODE_DAYS * DAY_MS));
    TRY(door_end_all_in(tx, account_id));
    TRY(q_sign_in_failure_clear(tx, digest_sha256_hex(arena, login)));
    return q_door_mark_raise(tx, now_ms);
}
