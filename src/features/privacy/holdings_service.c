#include "features/privacy/holdings_service.h"

#include <string.h>

#include "features/audit/audit.h"
#include "features/person/person_service.h"
#include "features/privacy/privacy.sql.h"

struct holdings_work {
    struct arena *arena;
    enum lang lang;
    const struct user *user;
    int64_t now_ms;
    struct str request_id;
    struct str person_id;  /* empty: none */
    struct str account_id; /* empty: none */
    struct holdings holdings;
};

/* --- words ------------------------------------------------------------------------------------ */

static struct str at(const struct holdings_work *work, int64_t ms) {
    return instant_display(work->arena, ms);
}

static struct str maybe_at(const struct holdings_work *work, struct opt_int ms) {
    return ms.set ? instant_display(work->arena, ms.value) : STR("");
}

static struct str day(const struct holdings_work *work, struct str iso) {
    return date_display(work->arena, date_from_iso(iso));
}

static struct str partial(const struct holdings_work *work, struct str iso) {
    return partial_date_display(work->arena, partial_date_from_iso(iso));
}

static struct str number(const struct holdings_work *work, int64_t value) {
    return str_format(work->arena, "%lld", (long long)value);
}

static struct str words(const struct holdings_work *work, enum msg_id id) {
    return message_plain(work->lang, id);
}

static struct str decision(const struct holdings_work *work, struct str no, struct str on,
                           struct str issuer) {
    struct str parts[] = {no, partial(work, on), issuer};
    struct str text = STR("");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n)
            text = str_format(work->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? ", " : "",
                              STR_ARG(parts[i]));
    return text;
}

/* A stored code in words, by the catalogue: "criteria.lock" is audit.criteria_lock, with PREFIX
 * "audit."; the code itself where there are none. */
static struct str code_words(const struct holdings_work *work, const char *prefix,
                             struct str code) {
    struct str key = str_format(work->arena, "%s" STR_FMT, prefix, STR_ARG(code));
    char *text = (char *)(uintptr_t)key.p;
    for (size_t i = strlen(prefix); i < key.n; i++)
        if (text[i] == '.')
            text[i] = '_';
    enum msg_id id;
    return message_from_key(key, &id) ? message_plain(work->lang, id) : code;
}

/* --- tables ----------------------------------------------------------------------------------- */

static struct held_table *begin(struct holdings_work *work, const char *key, enum msg_id name,
                                const struct held_column *columns, size_t count) {
    struct held_table *table = list_push(work->arena, &work->holdings.tables);
    *table = (struct held_table){.key = key, .name = name, .column_count = count};
    memcpy(table->columns, columns, count * sizeof(*columns));
    return table;
}
#define BEGIN(work, key, name, ...)                                                                \
    begin((work), (key), (name), (const struct held_column[]){__VA_ARGS__},                        \
          sizeof((const struct held_column[]){__VA_ARGS__}) / sizeof(struct held_column))

#define ROW(work, table, ...)                                                                      \
    (*list_push((work)->arena, &(table)->rows) = (struct held_row){{__VA_ARGS__}})

static const struct err *add_identity(struct db_tx *tx, struct holdings_work *work) {
    struct q_held_identities_rows rows;
    TRY(q_held_identities(tx, work->arena, work->person_id, &rows));
    struct held_table *table =
        BEGIN(work, "identity", MSG_privacy_held_identity, {"full_name", MSG_privacy_col_name},
              {"sort_name", MSG_privacy_col_sort_name}, {"born", MSG_privacy_col_born},
              {"reason", MSG_privacy_col_reason}, {"recorded_at", MSG_privacy_col_recorded},
              {"recorded_by", MSG_privacy_col_by}, {"withdrawn_at", MSG_privacy_col_withdrawn});
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_held_identities_row *row = &rows.items[i];
        if (!row->withdrawn_ms.set)
            work->holdings.name = row->full_name;
        ROW(work, table, row->full_name, row->sort_name, partial(work, row->born), row->reason,
            at(work, row->recorded_ms), row->recorded_by, maybe_at(work, row->withdrawn_ms));
    }
    return NULL;
}

static struct str span_value(const struct holdings_work *work, enum person_aspect aspect,
                             const struct person_classes *classes, struct str value) {
    enum person_away away;
    if (aspect == PERSON_AWAY && person_away_from_code(value, &away))
        return words(work, person_away_name(away));
    return aspect == PERSON_CLASS ? person_class_name(classes, value, work->lang) : value;
}

static const struct err *add_spans(struct db_tx *tx, struct holdings_work *work) {
    struct q_held_spans_rows rows;
    struct person_classes classes;
    TRY(q_held_spans(tx, work->arena, work->person_id, &rows));
    TRY(person_classes_in(tx, work->arena, &classes));
    struct held_table *table =
        BEGIN(work, "service", MSG_privacy_held_spans, {"line", MSG_privacy_col_aspect},
              {"value", MSG_privacy_col_value}, {"unit", MSG_privacy_col_unit},
              {"from", MSG_privacy_col_from}, {"before", MSG_privacy_col_to},
              {"source", MSG_privacy_col_source}, {"reason", MSG_privacy_col_reason},
              {"recorded_at", MSG_privacy_col_recorded}, {"recorded_by", MSG_privacy_col_by},
              {"withdrawn_at", MSG_privacy_col_withdrawn});
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_held_spans_row *row = &rows.items[i];
        enum person_aspect aspect = PERSON_UNIT;
        person_aspect_from_code(row->aspect, &aspect);
        ROW(work, table, words(work, person_aspect_name(aspect)),
            span_value(work, aspect, &classes, row->value), str_or_empty(row->unit_name),
            partial(work, row->begins), day(work, row->valid_to), row->source, row->reason,
            at(work, row->recorded_ms), row->recorded_by, maybe_at(work, row->withdrawn_ms));
    }
    return NULL;
}

static const struct err *add_transfers(struct db_tx *tx, struct holdings_work *work) {
    static const struct {
        const char *code;
        enum person_transfer_state state;
    } STATES[] = {{"waiting", TRANSFER_WAITING},
                  {"confirmed", TRANSFER_CONFIRMED},
                  {"refused", TRANSFER_REFUSED},
                  {"withdrawn", TRANSFER_WITHDRAWN}};
    struct q_held_transfers_rows rows;
    TRY(q_held_transfers(tx, work->arena, work->person_id, &rows));
    struct held_table *table =
        BEGIN(work, "transfers", MSG_privacy_held_transfers, {"from_unit", MSG_privacy_col_from},
              {"to_unit", MSG_privacy_col_unit}, {"effective_on", MSG_privacy_col_day},
              {"ends_before", MSG_privacy_col_to}, {"decision", MSG_privacy_col_decision},
              {"comment", MSG_privacy_col_comment}, {"state", MSG_privacy_col_state},
              {"answer", MSG_privacy_col_answer}, {"recorded_at", MSG_privacy_col_recorded},
              {"recorded_by", MSG_privacy_col_by});
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_held_transfers_row *row = &rows.items[i];
        struct str state = row->state;
        for (size_t k = 0; k < COUNT_OF(STATES); k++)
            if (str_equal_c(row->state, STATES[k].code))
                state = words(work, person_transfer_state_name(STATES[k].state));
        ROW(work, table, row->from_name, row->to_name, day(work, row->effective_on),
            day(work, row->ends_on),
            decision(work, row->decision_number, row->decision_on, row->decision_issuer),
            row->comment, state, str_or_empty(row->answer_reason), at(work, row->recorded_ms),
            row->recorded_by);
    }
    return NULL;
}

static const struct err *add_honours(struct db_tx *tx, struct holdings_work *work) {
    struct q_held_honours_rows rows;
    TRY(q_held_honours(tx, work->arena, work->person_id, &rows));
    struct held_table *table =
        BEGIN(work, "honours", MSG_privacy_held_honours, {"year", MSG_privacy_col_year},
              {"title", MSG_privacy_col_title}, {"state", MSG_privacy_col_state},
              {"unit_then", MSG_privacy_col_unit}, {"decision", MSG_privacy_col_decision},
              {"source", MSG_privacy_col_source}, {"recorded_at", MSG_privacy_col_recorded},
              {"recorded_by", MSG_privacy_col_by}, {"withdrawn_at", MSG_privacy_col_withdrawn});
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_held_honours_row *row = &rows.items[i];
        bool awarded = str_equal_c(row->state, "awarded");
        ROW(work, table, number(work, row->year), row->title,
            words(work, awarded ? MSG_person_awarded : MSG_person_proposed), row->under_name,
            decision(work, row->decision_number, row->decision_on, row->decision_issuer),
            row->source, at(work, row->recorded_ms), row->recorded_by,
            maybe_at(work, row->withdrawn_ms));
    }
    return NULL;
}

static const struct err *add_titles(struct db_tx *tx, struct holdings_work *work) {
    struct q_held_titles_rows rows;
    TRY(q_held_titles(tx, work->arena, work->person_id, &rows));
    struct held_table *table =
        BEGIN(work, "registrations", MSG_privacy_held_titles, {"year", MSG_privacy_col_year},
              {"title", MSG_privacy_col_title}, {"cluster", MSG_privacy_col_cluster},
              {"unit", MSG_privacy_col_unit}, {"name_then", MSG_privacy_col_name},
              {"revision", MSG_privacy_col_revision}, {"recorded_at", MSG_privacy_col_recorded},
              {"recorded_by", MSG_privacy_col_by});
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_held_titles_row *row = &rows.items[i];
        ROW(work, table, number(work, row->year), row->title.p ? row->title : row->title_code,
            row->cluster_name, str_or_empty(row->unit_name), row->person_name,
            number(work, row->revision), at(work, row->at_ms), row->author);
    }
    return NULL;
}

static const struct err *add_signed(struct db_tx *tx, struct holdings_work *work) {
    struct q_held_handovers_rows handovers;
    struct q_held_signatures_rows signatures;
    struct q_held_plans_rows plans;
    struct str name = work->holdings.name;
    TRY(q_held_handovers(tx, work->arena, name, &handovers));
    TRY(q_held_signatures(tx, work->arena, name, &signatures));
    TRY(q_held_plans(tx, work->arena, name, &plans));
    struct held_table *table =
        BEGIN(work, "signed_by_same_name", MSG_privacy_held_signed,
              {"paper", MSG_privacy_col_paper}, {"post", MSG_privacy_col_post},
              {"day", MSG_privacy_col_day}, {"about", MSG_privacy_col_value},
              {"recorded_at", MSG_privacy_col_recorded}, {"recorded_by", MSG_privacy_col_by});
    table->by_name_only = true;
    for (size_t i = 0; i < handovers.count; i++) {
        const struct q_held_handovers_row *row = &handovers.items[i];
        struct str post = str_equal(row->from_name, name) ? row->from_post
                          : str_equal(row->to_name, name) ? row->to_post
                                                          : row->witness_post;
        ROW(work, table, words(work, MSG_privacy_paper_handover), post, day(work, row->handed_on),
            row->cluster_name, at(work, row->recorded_ms), row->recorded_by);
    }
    for (size_t i = 0; i < signatures.count; i++) {
        const struct q_held_signatures_row *row = &signatures.items[i];
        ROW(work, table, words(work, MSG_privacy_paper_covenant), row->post,
            day(work, row->signed_on), row->place, at(work, row->recorded_ms), row->recorded_by);
    }
    for (size_t i = 0; i < plans.count; i++) {
        const struct q_held_plans_row *row = &plans.items[i];
        ROW(work, table, words(work, MSG_privacy_paper_plan), row->signer_post,
            day(work, row->issued_on), row->title, STR(""), STR(""));
    }
    return NULL;
}

static const struct err *add_requests(struct db_tx *tx, struct holdings_work *work) {
    struct q_privacy_requests_rows rows;
    TRY(q_privacy_requests(tx, work->arena, work->person_id, PRIVACY_REQUESTS_MAX, &rows));
    struct held_table *table =
        BEGIN(work, "requests", MSG_privacy_held_requests, {"kind", MSG_privacy_col_kind},
              {"asked_on", MSG_privacy_col_day}, {"detail", MSG_privacy_col_value},
              {"due_on", MSG_privacy_col_due}, {"state", MSG_privacy_col_state},
              {"identified", MSG_privacy_request_identified},
              {"recorded_at", MSG_privacy_col_recorded}, {"recorded_by", MSG_privacy_col_by});
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_privacy_requests_row *row = &rows.items[i];
        enum privacy_ask ask = ASK_ACCESS;
        enum privacy_step step;
        privacy_ask_from_code(row->kind, &ask);
        bool decided = row->step.p && privacy_step_from_code(row->step, &step);
        ROW(work, table, words(work, privacy_ask_name(ask)), day(work, row->asked_on), row->detail,
            day(work, row->due_on),
            words(work, decided ? privacy_step_name(step) : MSG_privacy_state_open),
            row->identified, at(work, row->recorded_ms), row->recorded_by);
    }
    return NULL;
}

/* Who changed or read the record: the trail of the person, newest first. */
static const struct err *add_readings(struct db_tx *tx, struct holdings_work *work) {
    struct audit_lines lines = {.more = true};
    struct held_table *table =
        BEGIN(work, "trail", MSG_privacy_held_readings, {"at", MSG_privacy_col_at},
              {"who", MSG_privacy_col_who}, {"action", MSG_privacy_col_action},
              {"reason", MSG_privacy_col_reason});
    while (lines.more && table->rows.count < HELD_READINGS_MAX) {
        const struct audit_position before = lines.last;
        TRY(audit_read(tx, work->arena, work->lang, "person", work->person_id,
                       table->rows.count ? &before : NULL, &lines));
        for (size_t i = 0; i < lines.count; i++)
            ROW(work, table, at(work, lines.items[i].at_ms), lines.items[i].author,
                lines.items[i].action, str_or_empty(lines.items[i].reason));
    }
    return NULL;
}

/* Who looked at the record, newest first: told apart from what was changed. */
static const struct err *add_readers(struct db_tx *tx, struct holdings_work *work) {
    struct audit_lines lines;
    struct held_table *table =
        BEGIN(work, "readers", MSG_privacy_held_readers, {"at", MSG_privacy_col_at},
              {"who", MSG_privacy_col_who}, {"what", MSG_privacy_col_value},
              {"purpose", MSG_privacy_col_reason});
    TRY(audit_readers(tx, work->arena, PERSON_READING, work->person_id, HELD_READINGS_MAX, &lines));
    for (size_t i = 0; i < lines.count; i++)
        ROW(work, table, at(work, lines.items[i].at_ms), lines.items[i].author,
            str_or_empty(lines.items[i].after), str_or_empty(lines.items[i].reason));
    return NULL;
}

/* --- the account ------------------------------------------------------------------------------ */

static const struct err *add_account(struct db_tx *tx, struct holdings_work *work) {
    bool found;
    struct q_held_account_row row;
    struct q_held_roles_rows roles;
    TRY(q_held_account(tx, work->arena, work->account_id, &found, &row));
    if (!found)
        return NULL;
    if (!work->holdings.name.n)
        work->holdings.name = row.display_name;
    struct held_table *table =
        BEGIN(work, "account", MSG_privacy_held_account, {"login", MSG_privacy_col_login},
              {"name", MSG_privacy_col_name}, {"created_at", MSG_privacy_col_created},
              {"closed_at", MSG_privacy_col_closed});
    ROW(work, table, row.login, row.display_name, at(work, row.created_ms),
        maybe_at(work, row.closed_ms));
    TRY(q_held_roles(tx, work->arena, work->account_id, &roles));
    table = BEGIN(work, "roles", MSG_privacy_held_roles, {"role", MSG_privacy_col_role},
                  {"cluster", MSG_privacy_col_cluster}, {"unit", MSG_privacy_col_unit});
    for (size_t i = 0; i < roles.count; i++) {
        enum role role;
        bool known = role_from_code(roles.items[i].role, &role);
        ROW(work, table, known ? words(work, role_name(role)) : roles.items[i].role,
            str_or_empty(roles.items[i].cluster_name), str_or_empty(roles.items[i].unit_name));
    }
    return NULL;
}

static const struct err *add_sign_ins(struct db_tx *tx, struct holdings_work *work) {
    struct q_held_sessions_rows sessions;
    struct q_held_sign_ins_rows sign_ins;
    struct q_held_tokens_rows tokens;
    struct q_held_acts_rows acts;
    TRY(q_held_sessions(tx, work->arena, work->account_id, &sessions));
    struct held_table *table =
        BEGIN(work, "sessions", MSG_privacy_held_sessions, {"began", MSG_privacy_col_started},
              {"seen", MSG_privacy_col_last}, {"ends", MSG_privacy_col_expires},
              {"address", MSG_privacy_col_address}, {"browser", MSG_privacy_col_browser});
    for (size_t i = 0; i < sessions.count; i++)
        ROW(work, table, at(work, sessions.items[i].created_ms),
            at(work, sessions.items[i].seen_ms), at(work, sessions.items[i].expires_ms),
            sessions.items[i].address, sessions.items[i].user_agent);
    TRY(q_held_sign_ins(tx, work->arena, work->account_id, &sign_ins));
    table = BEGIN(work, "sign_ins", MSG_privacy_held_failures, {"at", MSG_privacy_col_at},
                  {"outcome", MSG_privacy_col_state}, {"method", MSG_privacy_col_kind},
                  {"address", MSG_privacy_col_address}, {"browser", MSG_privacy_col_browser});
    for (size_t i = 0; i < sign_ins.count; i++)
        ROW(work, table, at(work, sign_ins.items[i].at_ms),
            code_words(work, "account.event_", sign_ins.items[i].outcome),
            code_words(work, "account.method_", sign_ins.items[i].method),
            sign_ins.items[i].address, sign_ins.items[i].user_agent);
    TRY(q_held_tokens(tx, work->arena, work->account_id, &tokens));
    table = BEGIN(work, "tokens", MSG_privacy_held_tokens, {"name", MSG_privacy_col_value},
                  {"created_at", MSG_privacy_col_created}, {"expires_at", MSG_privacy_col_expires},
                  {"used_at", MSG_privacy_col_last}, {"withdrawn_at", MSG_privacy_col_withdrawn});
    for (size_t i = 0; i < tokens.count; i++)
        ROW(work, table, tokens.items[i].name, at(work, tokens.items[i].created_ms),
            at(work, tokens.items[i].expires_ms), maybe_at(work, tokens.items[i].used_ms),
            maybe_at(work, tokens.items[i].withdrawn_ms));
    TRY(q_held_acts(tx, work->arena, work->account_id, &acts));
    table = BEGIN(work, "acts", MSG_privacy_held_acts, {"action", MSG_privacy_col_action},
                  {"times", MSG_privacy_col_count}, {"first", MSG_privacy_col_first},
                  {"last", MSG_privacy_col_last});
    for (size_t i = 0; i < acts.count; i++)
        ROW(work, table, code_words(work, "audit.", acts.items[i].action),
            number(work, acts.items[i].acts), at(work, acts.items[i].first_ms),
            at(work, acts.items[i].last_ms));
    return NULL;
}

/* --- all of it -------------------------------------------------------------------------------- */

static const struct err *load(struct db_tx *tx, struct holdings_work *work) {
    bool found;
    struct q_held_all_sample_row sample;
    TRY(q_held_all_sample(tx, work->arena, &found, &sample));
    work->holdings = (struct holdings){.name = STR(""),
                                       .has_person = work->person_id.n > 0,
                                       .has_account = work->account_id.n > 0,
                                       .taken_by = work->user->name,
                                       .at_ms = work->now_ms,
                                       .is_sample = sample.all_sample};
    if (work->person_id.n) {
        TRY(add_identity(tx, work));
        TRY(add_spans(tx, work));
        TRY(add_transfers(tx, work));
        TRY(add_honours(tx, work));
        TRY(add_titles(tx, work));
        TRY(add_signed(tx, work));
        TRY(add_requests(tx, work));
        TRY(add_readings(tx, work));
        TRY(add_readers(tx, work));
    }
    if (work->account_id.n) {
        TRY(add_account(tx, work));
        TRY(add_sign_ins(tx, work));
    }
    return NULL;
}

static const struct err *own_in(struct db_tx *tx, void *context) {
    struct holdings_work *work = context;
    work->account_id = work->user->id;
    TRY(privacy_own_person(tx, work->arena, work->user, &work->person_id));
    return load(tx, work);
}

const struct err *holdings_own(struct db *db, struct arena *arena, enum lang lang,
                               const struct user *user, int64_t now_ms,
                               struct holdings *ret_holdings) {
    if (!user_has_right(user, RIGHT_SIGNED_IN))
        return ERR(ERR_DENIED, "nobody is signed in");
    struct holdings_work work = {.arena = arena, .lang = lang, .user = user, .now_ms = now_ms};
    TRY(db_read(db, own_in, &work));
    *ret_holdings = work.holdings;
    return NULL;
}

/* The copy that a request asks for: noted beside the request. */
static const struct err *find_asked(struct db_tx *tx, struct holdings_work *work) {
    bool found;
    struct q_privacy_request_find_row request;
    struct q_privacy_request_events_rows events;
    struct q_account_of_person_row account;
    TRY(q_privacy_request_find(tx, work->arena, work->request_id, &found, &request));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such request");
    work->person_id = request.person_id;
    TRY(q_account_of_person(tx, work->arena, request.person_id, &found, &account));
    work->account_id = found ? account.account_id : STR("");
    TRY(q_privacy_request_events(tx, work->arena, work->request_id, &events));
    return q_privacy_request_event_insert(tx, work->request_id, (int64_t)events.count + 1,
                                          privacy_step_code(STEP_TAKEN), STR(""), work->user->name,
                                          work->now_ms);
}

static const struct err *take_in(struct db_tx *tx, void *context) {
    struct holdings_work *work = context;
    work->account_id = work->user->id;
    if (work->request_id.n)
        TRY(find_asked(tx, work));
    else
        TRY(privacy_own_person(tx, work->arena, work->user, &work->person_id));
    TRY(load(tx, work));
    bool of_person = work->person_id.n > 0;
    const struct audit_note note = {
        .action = "privacy.copy",
        .object_kind = of_person ? "person" : "account",
        .object_id = of_person ? work->person_id : work->account_id,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *holdings_take(struct db *db, struct arena *arena, enum lang lang,
                                const struct user *user, int64_t now_ms, struct str request_id,
                                struct holdings *ret_holdings) {
    enum right needed = request_id.n ? RIGHT_PRIVACY_MANAGE : RIGHT_SIGNED_IN;
    if (!user_has_right(user, needed))
        return ERR(ERR_DENIED, "no right to take this copy");
    struct holdings_work work = {
        .arena = arena, .lang = lang, .user = user, .now_ms = now_ms, .request_id = request_id};
    TRY(db_write(db, take_in, &work));
    *ret_holdings = work.holdings;
    return NULL;
}
