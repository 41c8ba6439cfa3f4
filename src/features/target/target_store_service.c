#include "features/target/target_store_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/headship/headship_service.h"
#include "features/legal/legal_cite_service.h"
#include "features/target/target.sql.h"
#include "sys/id.h"

/* --- powers ----------------------------------------------------------------------------------- */

static bool holds(const struct target_unit_ids *ids, struct str unit_id) {
    for (size_t i = 0; i < ids->count; i++)
        if (str_equal(ids->items[i], unit_id))
            return true;
    return false;
}

static void add_id(struct arena *arena, struct target_unit_ids *ids, struct str unit_id) {
    if (unit_id.n && !holds(ids, unit_id))
        *list_push(arena, ids) = unit_id;
}

/* Units that were head in that year, by its half-years and by recorded terms: their account runs
 * the cluster. */
static const struct err *add_heads(struct db_tx *tx, struct arena *arena,
                                   const struct cluster_year *year, struct target_unit_ids *own) {
    struct q_target_heads_rows rows;
    TRY(q_target_heads(tx, arena, year->cluster_id, str_format(arena, "%d-H1", year->year),
                       str_format(arena, "%d-H2", year->year), &rows));
    for (size_t i = 0; i < rows.count; i++)
        add_id(arena, own, rows.items[i].head_unit_id);
    struct headship_year terms;
    TRY(headship_of_year(tx, arena, year, &terms));
    for (size_t i = 0; i < terms.terms.count; i++) {
        const struct headship_term *term = &terms.terms.items[i];
        if (term->role == HEADSHIP_HEAD && !term->withdrawn_ms)
            add_id(arena, own, term->unit.id);
    }
    return NULL;
}

const struct err *target_powers_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                                   const struct cluster_year *year, const struct target_book *book,
                                   struct target_powers *ret_powers) {
    struct place place = place_of_year(year);
    struct target_powers powers = {
        .may_decide = user_may_now(user, RIGHT_TARGET_EDIT, place, STR("")),
        .may_adjust = user_may_now(user, RIGHT_TARGET_ADJUST, place, STR("")),
        .is_locked = book->lock.is_locked,
    };
    for (size_t i = 0; i < year->members.count; i++)
        if (user_may_now(user, RIGHT_MEMBER_ENTER, place, year->members.items[i].id))
            add_id(arena, &powers.enters, year->members.items[i].id);
    for (size_t i = 0; user && i < user->grant_count; i++)
        if (role_needs_unit(user->grants[i].role))
            add_id(arena, &powers.own, user->grants[i].unit_id);
    if (powers.may_decide && !powers.may_adjust) {
        size_t before = powers.own.count;
        TRY(add_heads(tx, arena, year, &powers.own));
        struct cluster_year last = *year;
        last.year--;
        if (powers.own.count == before) /* nobody is recorded yet: who led the year before */
            TRY(add_heads(tx, arena, &last, &powers.own));
    }
    *ret_powers = powers;
    return NULL;
}

bool target_may_decide(const struct target_powers *powers, struct str unit_id) {
    if (powers->is_locked ? !powers->may_adjust : !powers->may_decide)
        return false;
    return !unit_id.n || !holds(&powers->own, unit_id);
}

bool target_may_propose(const struct target_powers *powers, struct str unit_id) {
    return !powers->is_locked && holds(&powers->enters, unit_id);
}

const struct err *target_check_decide(const struct target_powers *powers, struct str unit_id) {
    if (!powers->may_decide && !powers->may_adjust)
        return ERR(ERR_DENIED, "no right to decide targets");
    if (unit_id.n && holds(&powers->own, unit_id))
        return ERR_TEXT(ERR_DENIED, "target.own_unit", "a unit does not decide its own targets");
    if (powers->is_locked && !powers->may_adjust)
        return ERR_TEXT(ERR_STATE, "target.is_locked", "the targets of the year are locked");
    return NULL;
}

const struct err *target_check_propose(const struct target_powers *powers, struct str unit_id) {
    if (!holds(&powers->enters, unit_id))
        return ERR(ERR_DENIED, "no right to propose for this unit");
    if (powers->is_locked)
        return ERR_TEXT(ERR_STATE, "target.is_locked", "the targets of the year are locked");
    return NULL;
}

/* --- a change --------------------------------------------------------------------------------- */

const struct err *target_begin(struct db_tx *tx, const struct target_act *act,
                               struct target_writing *ret_writing) {
    *ret_writing = (struct target_writing){.tx = tx, .act = act};
    ret_writing->terms = (struct target_terms){
        .decision = {.number = STR(""), .issuer = STR(""), .code = STR("")}, .reason = STR("")};
    TRY(closing_year_must_be_open(tx, act->arena, act->year->cluster_id, act->year->year));
    TRY(target_book_load(tx, act->arena, act->year, TARGET_KNOWN_NOW, &ret_writing->book));
    return target_powers_in(tx, act->arena, act->user, act->year, &ret_writing->book,
                            &ret_writing->powers);
}

const struct err *target_take_terms(struct target_writing *writing,
                                    const struct target_terms_form *form, bool needs_reason,
                                    struct issues *issues) {
    struct arena *arena = writing->act->arena;
    target_read_terms(arena, form, writing->powers.is_locked, needs_reason, issues,
                      &writing->terms);
    if (!writing->terms.decision.number.n)
        return NULL;
    struct legal_citer citer;
    TRY(legal_citer_load_in(writing->tx, arena, LANG_VI, &citer));
    const struct legal_document *cited = legal_cited(arena, &citer, writing->terms.decision.number);
    if (cited)
        writing->terms.decision.code = cited->code;
    return NULL;
}

const struct err *target_store_item(struct target_writing *writing,
                                    const struct target_item *item) {
    const struct target_act *act = writing->act;
    const struct target_decision *decision = &writing->terms.decision;
    return q_target_item_entry_insert(
        writing->tx, item->id, item->origin.revision + 1, item->name, item->name_fold,
        item->measure, target_direction_code(item->direction), item->is_cumulative, item->for_all,
        item->group, item->position, item->criterion_code, item->is_removed, decision->number,
        date_iso_or_none(act->arena, decision->date), decision->issuer, decision->code,
        writing->powers.is_locked, act->user->name, act->now_ms, writing->terms.reason);
}

const struct err *target_store_new(struct target_writing *writing, struct target_item *item) {
    const struct target_act *act = writing->act;
    item->id = id_new(act->arena, act->now_ms);
    item->number = ++writing->book.last_number;
    item->origin = (struct target_origin){0};
    TRY(q_target_item_insert(writing->tx, item->id, act->year->cluster_id, act->year->year,
                             item->number));
    return target_store_item(writing, item);
}

const struct err *target_store_figure(struct target_writing *writing, const struct target *current,
                                      enum target_state state, enum target_source source,
                                      const struct target_figure *figure) {
    const struct target_act *act = writing->act;
    const struct target_decision *decision = &writing->terms.decision;
    struct arena *arena = act->arena;
    struct str value = figure->has_value ? decimal_canonical(arena, figure->value) : STR_NONE;
    struct str half =
        figure->has_first_half ? decimal_canonical(arena, figure->first_half) : STR_NONE;
    return q_target_entry_insert(
        writing->tx, current->item->id, current->unit_id, current->origin.revision + 1,
        target_state_code(state), target_source_code(source), value, half, decision->number,
        date_iso_or_none(arena, decision->date), decision->issuer, decision->code,
        writing->powers.is_locked, act->user->name, act->now_ms, writing->terms.reason);
}

const struct err *target_audit(struct target_writing *writing, const char *action,
                               struct str before, struct str after) {
    const struct target_act *act = writing->act;
    struct str reason = writing->terms.reason;
    if (writing->terms.decision.number.n)
        reason =
            str_format(act->arena, STR_FMT "%s" STR_FMT, STR_ARG(writing->terms.decision.number),
                       reason.n ? ": " : "", STR_ARG(reason));
    const struct audit_note note = {
        .action = action,
        .object_kind = "target_year",
        .object_id =
            str_format(act->arena, STR_FMT "/%d", STR_ARG(act->year->cluster_id), act->year->year),
        .before = before,
        .after = after,
        .reason = reason.n ? reason : STR_NONE,
    };
    return audit_write(writing->tx, act->arena, act->user, act->now_ms, &note);
}

struct str target_tell(struct arena *arena, const struct cluster_year *year,
                       const struct target *target) {
    ptrdiff_t member = cluster_year_member_by_id(year, target->unit_id);
    struct str unit = member < 0 ? STR("?") : year->members.items[member].name;
    struct str figure = target_display(arena, LANG_VI, target, TARGET_YEAR);
    struct str half = target->item->is_cumulative
                          ? target_display(arena, LANG_VI, target, TARGET_FIRST_HALF)
                          : STR("");
    if (half.n)
        half = str_format(arena, " (6T: " STR_FMT ")", STR_ARG(half));
    return str_format(arena, STR_FMT " – " STR_FMT ": " STR_FMT STR_FMT, STR_ARG(unit),
                      STR_ARG(target->item->name), STR_ARG(figure.n ? figure : STR("–")),
                      STR_ARG(half));
}
