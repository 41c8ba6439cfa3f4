/* What is held, in counts, and what waits. */
#include "features/privacy/privacy.sql.h"
#include "features/privacy/privacy_service.h"

struct counts_work {
    struct arena *arena;
    struct privacy_overview *overview;
};

static const struct err *counts_in(struct db_tx *tx, void *context) {
    struct counts_work *work = context;
    int64_t *rows = work->overview->rows;
    bool found;
    struct q_privacy_counts_row row;
    TRY(q_privacy_counts(tx, work->arena, &found, &row));
    for (int group = 0; group < PRIVACY_GROUP_COUNT; group++)
        rows[group] = -1;
    rows[PRIVACY_ACCOUNT] = row.accounts;
    rows[PRIVACY_SESSION] = row.sessions;
    rows[PRIVACY_FAILURE] = row.failures;
    rows[PRIVACY_AUDIT] = row.audit;
    rows[PRIVACY_IDENTITY] = row.people;
    rows[PRIVACY_SERVICE] = row.spans;
    rows[PRIVACY_ABSENCE] = row.absences;
    rows[PRIVACY_TRANSFER] = row.transfers;
    rows[PRIVACY_HONOUR] = row.honours;
    rows[PRIVACY_REGISTRATION] = row.titles;
    rows[PRIVACY_LIST] = row.lists;
    rows[PRIVACY_SIGNER] = row.signers;
    return NULL;
}

struct sample_work {
    struct arena *arena;
    bool is_sample;
};

static const struct err *sample_in(struct db_tx *tx, void *context) {
    struct sample_work *work = context;
    bool found;
    struct q_held_all_sample_row row;
    TRY(q_held_all_sample(tx, work->arena, &found, &row));
    work->is_sample = row.all_sample;
    return NULL;
}

const struct err *privacy_is_sample(struct db *db, struct arena *arena, bool *ret_is_sample) {
    struct sample_work work = {arena, false};
    TRY(db_read(db, sample_in, &work));
    *ret_is_sample = work.is_sample;
    return NULL;
}

const struct err *privacy_overview_read(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, struct privacy_overview *ret_overview) {
    if (!user_has_right(user, RIGHT_PRIVACY_MANAGE))
        return ERR(ERR_DENIED, "no right to look after personal data");
    struct privacy_overview overview = {0};
    struct counts_work work = {arena, &overview};
    struct privacy_retention retention;
    struct privacy_waiting waiting;
    TRY(db_read(db, counts_in, &work));
    TRY(privacy_retention_read(db, arena, user, now_ms, &retention));
    TRY(privacy_waiting_read(db, arena, user, now_ms, &waiting));
    for (int term = 0; term < PRIVACY_KEPT_COUNT; term++)
        overview.old[term] = retention.old[term].count;
    overview.requests_open = waiting.requests;
    overview.incidents_open = (int64_t)waiting.incidents.count;
    *ret_overview = overview;
    return NULL;
}

const struct err *privacy_waiting_read(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct privacy_waiting *ret_waiting) {
    *ret_waiting = (struct privacy_waiting){0};
    bool manages = user_has_right(user, RIGHT_PRIVACY_MANAGE);
    if (manages || user_has_right(user, RIGHT_SYSTEM_CARE)) {
        struct incidents all;
        TRY(incidents_read(db, arena, user, &all));
        for (size_t i = 0; i < all.count; i++)
            if (all.items[i].state != INCIDENT_CLOSED)
                *list_push(arena, &ret_waiting->incidents) = all.items[i];
    }
    if (manages || user_has_right(user, RIGHT_PERSON_EDIT)) {
        struct privacy_requests requests;
        TRY(privacy_requests_read(db, arena, user, now_ms, &requests));
        for (size_t i = 0; i < requests.count; i++) {
            ret_waiting->requests += requests.items[i].may_answer;
            ret_waiting->requests_late += requests.items[i].may_answer && requests.items[i].is_late;
        }
    }
    return NULL;
}
