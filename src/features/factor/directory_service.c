#include "features/factor/directory_service.h"

#include <ldap.h>
#include <pthread.h>
#include <string.h>

#include "features/audit/audit.h"
#include "features/factor/factor.sql.h"
#include "sys/clock.h"
#include "sys/log.h"

/* --- asking the directory -------------------------------------------------------------------- */

/* What the library answered where it could not be asked, for the log: without logins. */
static enum door_word unknown(const char *what, int code) {
    log_write(LOG_LEVEL_WARNING, "directory.unreachable", "step=%s why=\"%s\"", what,
              ldap_err2string(code));
    return DOOR_WORD_UNKNOWN;
}

static int set_tls(LDAP *ldap, const struct directory_settings *settings) {
    int demand = LDAP_OPT_X_TLS_DEMAND, client = 0, least = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
    int code = ldap_set_option(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_X_TLS_PROTOCOL_MIN, &least);
    if (code == LDAP_OPT_SUCCESS && *settings->ca_file)
        code = ldap_set_option(ldap, LDAP_OPT_X_TLS_CACERTFILE, settings->ca_file);
    /* From here on this handle goes by what was set, not by the machine's ldap.conf. */
    return code == LDAP_OPT_SUCCESS ? ldap_set_option(ldap, LDAP_OPT_X_TLS_NEWCTX, &client) : code;
}

static int set_options(LDAP *ldap, const struct directory_settings *settings) {
    struct timeval wait = {.tv_sec = DIRECTORY_WAIT_S};
    int version = LDAP_VERSION3, seconds = DIRECTORY_WAIT_S, two = 2;
    int code = ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version);
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &wait);
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &wait);
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_TIMELIMIT, &seconds);
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_SIZELIMIT, &two);
    /* Another server that this one names gets no password from us. */
    if (code == LDAP_OPT_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
    return code == LDAP_OPT_SUCCESS ? set_tls(ldap, settings) : code;
}

static int bind_as(LDAP *ldap, const char *dn, struct str password) {
    struct berval secret = {.bv_len = password.n, .bv_val = (char *)(uintptr_t)password.p};
    return ldap_sasl_bind_s(ldap, dn, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);
}

/* The one entry that the filter finds; DOOR_WORD_WRONG where there is none, or several. */
static enum door_word find_entry(LDAP *ldap, const struct directory_settings *settings,
                                 struct arena *arena, struct str login, const char **ret_dn) {
    struct str filter = directory_fill(arena, settings->filter, login);
    if (!filter.p)
        return DOOR_WORD_WRONG;
    int code = bind_as(ldap, settings->reader_dn, str_from_c(settings->reader_password));
    if (code != LDAP_SUCCESS)
        return unknown("reader", code);
    char no_attributes[] = LDAP_NO_ATTRS;
    char *attributes[] = {no_attributes, NULL};
    struct timeval wait = {.tv_sec = DIRECTORY_WAIT_S};
    LDAPMessage *found = NULL;
    code = ldap_search_ext_s(ldap, settings->base, LDAP_SCOPE_SUBTREE, str_c(arena, filter),
                             attributes, 1, NULL, NULL, &wait, 2, &found);
    enum door_word word = DOOR_WORD_WRONG;
    if (code == LDAP_SUCCESS && ldap_count_entries(ldap, found) == 1) {
        char *dn = ldap_get_dn(ldap, ldap_first_entry(ldap, found));
        *ret_dn = str_c(arena, str_copy(arena, str_from_c(dn ? dn : "")));
        word = dn && *dn ? DOOR_WORD_RIGHT : DOOR_WORD_WRONG;
        ldap_memfree(dn);
    } else if (code != LDAP_SUCCESS && code != LDAP_NO_SUCH_OBJECT &&
               code != LDAP_SIZELIMIT_EXCEEDED) {
        word = unknown("search", code);
    }
    ldap_msgfree(found);
    return word;
}

/* What a server says to a wrong name or password, and to an entry that may not sign in. */
static bool is_refusal(int code) {
    static const int CODES[] = {LDAP_INVALID_CREDENTIALS, LDAP_NO_SUCH_OBJECT,
                                LDAP_INAPPROPRIATE_AUTH,  LDAP_INSUFFICIENT_ACCESS,
                                LDAP_INVALID_DN_SYNTAX,   LDAP_CONSTRAINT_VIOLATION,
                                LDAP_UNWILLING_TO_PERFORM};
    for (size_t i = 0; i < COUNT_OF(CODES); i++)
        if (code == CODES[i])
            return true;
    return false;
}

static enum door_word ask_with(LDAP *ldap, const struct directory_settings *settings,
                               struct arena *arena, struct str login, struct str password) {
    int code = set_options(ldap, settings);
    if (code != LDAP_OPT_SUCCESS)
        return unknown("options", code);
    if (settings->start_tls && (code = ldap_start_tls_s(ldap, NULL, NULL)) != LDAP_SUCCESS)
        return unknown("start_tls", code);
    const char *dn = NULL;
    if (*settings->user_dn) {
        struct str name = directory_fill(arena, settings->user_dn, login);
        if (!name.p)
            return DOOR_WORD_WRONG;
        dn = str_c(arena, name);
    } else {
        enum door_word word = find_entry(ldap, settings, arena, login, &dn);
        if (word != DOOR_WORD_RIGHT)
            return word;
    }
    code = bind_as(ldap, dn, password);
    if (code == LDAP_SUCCESS)
        return DOOR_WORD_RIGHT;
    return is_refusal(code) ? DOOR_WORD_WRONG : unknown("bind", code);
}

/* --- a directory that is down keeps nobody waiting ----------------------------------------------
 */

static struct {
    pthread_mutex_t lock;
    bool down;
    bool probed; /* somebody asks it just now */
    int64_t until_ms;
} rest = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool may_ask(void) {
    pthread_mutex_lock(&rest.lock);
    bool may = !rest.down || (!rest.probed && clock_monotonic_ms() >= rest.until_ms);
    if (may && rest.down)
        rest.probed = true;
    pthread_mutex_unlock(&rest.lock);
    return may;
}

static void remember(enum door_word word) {
    pthread_mutex_lock(&rest.lock);
    rest.down = word == DOOR_WORD_UNKNOWN;
    rest.probed = false;
    rest.until_ms = clock_monotonic_ms() + DIRECTORY_REST_S * 1000;
    pthread_mutex_unlock(&rest.lock);
}

void directory_end_rest(void) {
    pthread_mutex_lock(&rest.lock);
    rest.down = rest.probed = false;
    pthread_mutex_unlock(&rest.lock);
}

enum door_word directory_ask(const struct directory_settings *settings, struct arena *arena,
                             struct str login, struct str password) {
    if (!password.n || !login.n || memchr(password.p, 0, password.n))
        return DOOR_WORD_WRONG;
    if (!may_ask())
        return DOOR_WORD_UNKNOWN;
    LDAP *ldap = NULL;
    int code = ldap_initialize(&ldap, settings->url);
    enum door_word word = code == LDAP_SUCCESS ? ask_with(ldap, settings, arena, login, password)
                                               : unknown("url", code);
    if (ldap)
        ldap_unbind_ext_s(ldap, NULL, NULL);
    remember(word);
    return word;
}

/* --- accounts of the directory ---------------------------------------------------------------- */

struct mark_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str account_id;
    bool marked;
    struct issues *issues;
};

static const struct err *mark_in(struct db_tx *tx, void *context) {
    struct mark_work *work = context;
    *work->issues = (struct issues){0};
    if (work->marked && str_equal(work->account_id, work->user->id)) {
        issue_add(work->arena, work->issues, STR_NONE, MESSAGE(MSG_factor_directory_own));
        return NULL;
    }
    int64_t changed = 1;
    if (work->marked)
        TRY(q_directory_mark(tx, work->account_id, work->now_ms, work->user->id));
    else
        TRY(q_directory_unmark(tx, work->account_id, &changed));
    struct q_directory_local_admins_row left;
    bool counted;
    TRY(q_directory_local_admins(tx, work->arena, &counted, &left));
    if (work->marked && left.admins == 0) {
        issue_add(work->arena, work->issues, STR_NONE, MESSAGE(MSG_factor_directory_last));
        return q_directory_unmark(tx, work->account_id, &changed);
    }
    if (!changed)
        return NULL;
    /* Who knew the password before knows no more than the one that counts now. */
    TRY(door_end_all_in(tx, work->account_id));
    struct audit_note note = {.action =
                                  work->marked ? "account.directory_on" : "account.directory_off",
                              .object_kind = "account",
                              .object_id = work->account_id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *directory_mark(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str login, bool marked,
                                 struct issues *issues) {
    const struct user *account;
    TRY(factor_ruled_account(db, arena, user, now_ms, login, &account));
    struct mark_work work = {arena, user, now_ms, account->id, marked, issues};
    return db_write(db, mark_in, &work);
}
