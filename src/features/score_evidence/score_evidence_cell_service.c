#include "features/score_evidence/score_evidence_cell_service.h"

#include "features/cluster/closing_service.h"
#include "features/score_evidence/score_evidence.sql.h"
#include "features/score_evidence/score_evidence_service.h"

/* Whether he acts for the unit itself: by a grant that names it. */
static bool is_of_unit(const struct user *user, struct place place, struct str unit_id) {
    for (size_t i = 0; i < user->grant_count; i++) {
        struct user one = *user;
        one.grants = &user->grants[i];
        one.grant_count = 1;
        if (role_needs_unit(user->grants[i].role) &&
            user_may_now(&one, RIGHT_SCORE_IMPORT, place, unit_id))
            return true;
    }
    return false;
}

static const struct err *load_checkers(struct db_tx *tx, struct arena *arena,
                                       struct str cluster_period_id,
                                       struct evidence_checkers *checkers) {
    struct q_evidence_checkers_rows rows;
    TRY(q_evidence_checkers(tx, arena, cluster_period_id, &rows));
    *checkers = (struct evidence_checkers){.loaded = true};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, checkers) =
            (struct evidence_checker){rows.items[i].checker_unit_id, rows.items[i].target_unit_id};
    return NULL;
}

/* Whether his unit was drawn to check this one: its officers and its commander (crosscheck). */
static bool checks(const struct user *user, struct place place,
                   const struct evidence_checkers *checkers, struct str unit_id) {
    for (size_t i = 0; i < checkers->count; i++) {
        const struct evidence_checker *one = &checkers->items[i];
        if (str_equal(one->target_id, unit_id) &&
            (user_may(user, RIGHT_SCORE_CHECK, place, one->checker_id) ||
             user_may(user, RIGHT_MEMBER_SEND, place, one->checker_id)))
            return true;
    }
    return false;
}

const struct err *evidence_rights_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     struct place place, struct str cluster_period_id,
                                     struct str unit_id, struct evidence_checkers *checkers,
                                     struct evidence_rights *ret_rights) {
    struct evidence_checkers own = {0};
    struct evidence_rights rights = {.capacity = STR("")};
    rights.may_read = user_may(user, RIGHT_SHEET_READ, place, unit_id);
    checkers = checkers ? checkers : &own;
    if (!rights.may_read && user_may(user, RIGHT_CLUSTER_READ, place, STR(""))) {
        if (!checkers->loaded)
            TRY(load_checkers(tx, arena, cluster_period_id, checkers));
        rights.may_read = checks(user, place, checkers, unit_id);
    }
    if (is_of_unit(user, place, unit_id)) {
        rights.may_add = true;
    } else if (user_may_now(user, RIGHT_SCORE_VERIFY, place, unit_id)) {
        rights.may_add = true;
        rights.capacity = EVIDENCE_CHECKER;
    }
    *ret_rights = rights;
    return NULL;
}

/* Codes come from the labels of a table: most are fit for an address as they are ("II.2"). */
static bool is_fit_for_address(struct str code) {
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        bool fit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_' || (c == '.' && i > 0);
        if (!fit)
            return false;
    }
    return code.n > 0;
}

struct str evidence_path(struct arena *arena, struct str cluster_slug, struct str period_code,
                         struct str unit_slug, struct str criterion_code, struct str criterion_id) {
    return str_format(arena, "/cum/" STR_FMT "/" STR_FMT "/phieu/" STR_FMT "/minh-chung/" STR_FMT,
                      STR_ARG(cluster_slug), STR_ARG(period_code), STR_ARG(unit_slug),
                      STR_ARG(is_fit_for_address(criterion_code) ? criterion_code : criterion_id));
}

static const struct err *find(const struct file_ask *ask, bool *ret_found,
                              struct file_owner *ret_owner) {
    struct arena *arena = ask->arena;
    struct q_evidence_cell_place_row row;
    TRY(q_evidence_cell_place(ask->tx, arena, ask->object_id, ret_found, &row));
    if (!*ret_found)
        return NULL;
    struct period period = {0};
    period_parse(row.period_code, &period);
    struct date held_on = {0};
    if (row.held_on.p)
        (void)date_parse_iso(row.held_on, &held_on);
    struct q_evidence_unit_name_row unit;
    bool named;
    TRY(q_evidence_unit_name(ask->tx, arena, row.unit_id,
                             date_iso(arena, cluster_names_day(period, held_on)), &named, &unit));
    struct place place = place_at(row.cluster_id, period.year);
    struct closing closing;
    TRY(closing_of_period(ask->tx, arena, row.cluster_period_id, &closing));
    place.is_closed = closing.closed;
    struct evidence_rights rights;
    TRY(evidence_rights_in(ask->tx, arena, ask->user, place, row.cluster_period_id, row.unit_id,
                           NULL, &rights));
    *ret_owner = (struct file_owner){
        .title =
            str_format(arena, STR_FMT " " STR_FMT " – " STR_FMT ", " STR_FMT, STR_ARG(row.code),
                       STR_ARG(row.name), STR_ARG(named ? unit.name : row.unit_slug),
                       STR_ARG(period_display(arena, LANG_VI, period))),
        .href = evidence_path(arena, row.slug, row.period_code, row.unit_slug, row.code,
                              row.criterion_id),
        .is_sample = row.is_sample,
        .cluster_id = row.cluster_id,
        .year = period.year,
        .cluster_period_id = row.cluster_period_id,
        .unit_id = row.unit_id,
        .capacity = rights.capacity,
        .history_kind = "cluster_period",
        .history_id = row.cluster_period_id,
        .may_read = rights.may_read,
        .may_add = rights.may_add,
    };
    return NULL;
}

const struct file_room score_cell_files = {SCORE_CELL_FILES, MSG_evidence_cell, find,
                                           EVIDENCE_FILES_MAX};
