#include "features/person/person_store_service.h"

#include "features/person/person.sql.h"
#include "sys/id.h"
#include "text/vi_fold.h"

/* --- values ------------------------------------------------------------------------------------
 */

struct str person_pattern(struct arena *arena, struct str words) {
    struct str fold = vi_fold(arena, words);
    struct str pattern = STR("%");
    for (size_t i = 0; i < fold.n; i++) {
        bool special = fold.p[i] == '%' || fold.p[i] == '_' || fold.p[i] == '\\';
        pattern =
            str_format(arena, STR_FMT "%s%c", STR_ARG(pattern), special ? "\\" : "", fold.p[i]);
    }
    return fold.n ? str_concat(arena, pattern, STR("%")) : pattern;
}

/* --- scope -------------------------------------------------------------------------------------
 */

struct str person_scope(struct arena *arena, const struct user *user, enum right right) {
    struct str scope = STR(",");
    if (!user)
        return scope;
    if (user->is_local)
        return STR("");
    for (size_t i = 0; i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        if (!role_has_right(grant->role, right))
            continue;
        /* For all; else people of its unit and those below, however it reaches clusters. */
        if (grant_is_for_all(grant))
            return STR("");
        struct str piece = str_format(arena, "," STR_FMT ",", STR_ARG(grant->unit_id));
        if (grant->unit_id.n && str_find(scope, piece) < 0)
            scope = str_format(arena, STR_FMT STR_FMT ",", STR_ARG(scope), STR_ARG(grant->unit_id));
    }
    return scope;
}

const struct err *person_in_scope(struct db_tx *tx, struct arena *arena, struct str person_id,
                                  struct str scope, struct date day, bool *ret_seen) {
    bool found;
    struct q_person_is_in_scope_row row = {.seen = true};
    if (scope.n)
        TRY(q_person_is_in_scope(tx, arena, person_id, scope, date_iso(arena, day), &found, &row));
    *ret_seen = row.seen;
    return NULL;
}

const struct err *person_unit_seen(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                   struct str scope, struct date day, bool *ret_seen) {
    bool found;
    struct q_person_unit_in_scope_row row = {.seen = true};
    if (scope.n)
        TRY(q_person_unit_in_scope(tx, arena, unit_id, scope, date_iso(arena, day), &found, &row));
    *ret_seen = row.seen;
    return NULL;
}

/* --- reading -----------------------------------------------------------------------------------
 */

static struct person_span span_of(const struct q_person_spans_of_row *row) {
    struct person_span span = {
        .id = row->id,
        .unit_id = str_or_empty(row->unit_id),
        .unit_slug = str_or_empty(row->slug),
        .unit_name = str_or_empty(row->unit_name.p ? row->unit_name : row->newest_name),
        .value = row->value,
        .leads = row->leads,
        .begins = partial_date_from_iso(row->begins),
        .from = date_from_iso(row->valid_from),
        .to = date_from_iso(row->valid_to),
        .source = row->source,
        .recorded_ms = row->recorded_ms,
        .recorded_by = row->recorded_by,
    };
    person_aspect_from_code(row->aspect, &span.aspect);
    person_how_from_code(row->how, &span.how);
    return span;
}

const struct err *person_load_spans(struct db_tx *tx, struct arena *arena, struct str person_id,
                                    struct person_spans *ret_spans) {
    struct q_person_spans_of_rows rows;
    TRY(q_person_spans_of(tx, arena, person_id, &rows));
    struct person_spans spans = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &spans) = span_of(&rows.items[i]);
    person_spans_sort(&spans);
    *ret_spans = spans;
    return NULL;
}

const struct err *person_load_rules(struct db_tx *tx, struct arena *arena,
                                    struct service_rules *ret_rules) {
    struct q_service_rules_rows rows;
    TRY(q_service_rules(tx, arena, &rows));
    struct service_rules rules = {0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_service_rules_row *row = &rows.items[i];
        struct service_rule *rule = list_push(arena, &rules);
        *rule = (struct service_rule){
            .code = row->code,
            .force = row->force,
            .from = date_from_iso(row->valid_from),
            .to = date_from_iso(row->valid_to),
            .months = (int)row->months,
            .training_counts = str_equal_c(row->training, "counts"),
            .treatment_counts = str_equal_c(row->treatment, "counts"),
            .legal_code = row->legal_code,
            .mark = row->mark,
            .source = row->source,
            .words = row->words,
            .words_en = row->words_en,
        };
        if (!service_base_from_code(row->base, &rule->base))
            return ERR(ERR_DATABASE, "a rule of service counts an unknown base");
    }
    *ret_rules = rules;
    return NULL;
}

const struct err *person_classes_in(struct db_tx *tx, struct arena *arena,
                                    struct person_classes *ret_classes) {
    struct q_person_classes_rows rows;
    TRY(q_person_classes(tx, arena, &rows));
    struct person_classes classes = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &classes) = (struct person_class){
            rows.items[i].code, rows.items[i].force, rows.items[i].name, rows.items[i].name_en};
    *ret_classes = classes;
    return NULL;
}

struct str person_class_name(const struct person_classes *classes, struct str code,
                             enum lang lang) {
    for (size_t i = 0; i < classes->count; i++)
        if (str_equal(classes->items[i].code, code))
            return lang == LANG_EN ? classes->items[i].name_en : classes->items[i].name;
    return code;
}

/* --- units -------------------------------------------------------------------------------------
 */

const struct err *person_unit_typed(struct db_tx *tx, struct arena *arena, struct str text,
                                    struct date day, const char *field, struct issues *issues,
                                    struct person_unit *ret_unit) {
    struct q_person_units_typed_rows rows;
    *ret_unit = (struct person_unit){STR(""), STR(""), STR("")};
    TRY(q_person_units_typed(tx, arena, text, vi_fold(arena, text), date_iso(arena, day), &rows));
    if (!text.n || !rows.count) {
        issue_add(arena, issues, str_from_c(field),
                  text.n ? MESSAGE_WITH(MSG_person_unit_unknown, text, date_display(arena, day))
                         : MESSAGE(MSG_person_unit_missing));
        return NULL;
    }
    bool is_code = str_equal(rows.items[0].slug, text);
    if (rows.count > 1 && !is_code) {
        struct str choices = STR("");
        for (size_t i = 0; i < rows.count; i++)
            choices = str_format(arena, STR_FMT "%s" STR_FMT " (" STR_FMT ")", STR_ARG(choices),
                                 i ? ", " : "", STR_ARG(rows.items[i].slug),
                                 STR_ARG(str_or_empty(rows.items[i].above)));
        issue_add(arena, issues, str_from_c(field),
                  MESSAGE_WITH(MSG_person_unit_several, text, choices));
        return NULL;
    }
    *ret_unit = (struct person_unit){rows.items[0].id, rows.items[0].slug, rows.items[0].name};
    return NULL;
}

const struct err *person_all_sample(struct db_tx *tx, struct arena *arena, bool *ret_is_sample) {
    bool found;
    struct q_person_all_sample_row row;
    TRY(q_person_all_sample(tx, arena, &found, &row));
    *ret_is_sample = found && row.all_sample;
    return NULL;
}

/* --- storing -----------------------------------------------------------------------------------
 */

const struct err *person_store_span(struct db_tx *tx, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str person_id,
                                    const struct person_span *span, struct str reason) {
    return q_person_span_insert(
        tx, id_new(arena, now_ms), person_id, person_aspect_code(span->aspect),
        span->unit_id.n ? span->unit_id : STR_NONE, span->value, span->leads,
        person_how_code(span->how), date_iso_or_none(arena, span->from),
        partial_date_iso(arena, span->begins), date_iso_or_none(arena, span->to), span->source,
        reason, now_ms, user->name);
}

const struct err *person_end_span(struct db_tx *tx, struct arena *arena, const struct user *user,
                                  int64_t now_ms, struct str person_id,
                                  const struct person_span *span, struct date to) {
    int64_t changed;
    TRY(q_person_span_withdraw(tx, span->id, person_id, now_ms, user->name, &changed));
    if (changed != 1)
        return ERR(ERR_CONFLICT, "the line was changed meanwhile");
    if (date_is_empty(to))
        return NULL;
    struct person_span ended = *span;
    ended.to = to;
    return person_store_span(tx, arena, user, now_ms, person_id, &ended, STR(""));
}

const struct err *person_store_new(struct db_tx *tx, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct person_identity *identity,
                                   const struct person_spans *spans, struct str *ret_id) {
    struct str id = id_new(arena, now_ms);
    TRY(q_person_insert(tx, id, now_ms, user->name));
    TRY(q_person_identity_insert(
        tx, id_new(arena, now_ms), id, identity->name, identity->name_fold, identity->sort_name,
        identity->sort_key, partial_date_iso(arena, identity->born), STR(""), now_ms, user->name));
    for (size_t i = 0; i < spans->count; i++)
        TRY(person_store_span(tx, arena, user, now_ms, id, &spans->items[i], STR("")));
    struct audit_note note = {.action = "person.add", .object_kind = "person", .object_id = id};
    *ret_id = id;
    return audit_write(tx, arena, user, now_ms, &note);
}

/* --- twins -------------------------------------------------------------------------------------
 */

const struct err *person_find_twins(struct db_tx *tx, struct arena *arena,
                                    const struct person_identity *identity, struct str unit_id,
                                    struct date day, struct str scope,
                                    struct person_twins *ret_twins) {
    struct q_person_namesakes_rows rows;
    TRY(q_person_namesakes(tx, arena, identity->name_fold, date_iso(arena, day), &rows));
    struct person_twins twins = {0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_person_namesakes_row *row = &rows.items[i];
        struct partial_date born = partial_date_from_iso(row->born);
        bool same_unit = row->unit_id.n && str_equal(row->unit_id, unit_id);
        if (!person_births_agree(born, identity->born))
            continue;
        /* A namesake elsewhere is nobody's business unless both birth dates are known to the day;
         * where the person is then, even so. */
        bool certain = partial_date_is_full(born) && partial_date_is_full(identity->born);
        bool seen;
        TRY(person_in_scope(tx, arena, row->person_id, scope, day, &seen));
        if (!seen && !certain)
            continue;
        *list_push(arena, &twins) = (struct person_twin){
            .id = seen ? row->person_id : STR(""),
            .name = row->full_name,
            .born = born,
            .unit_name = seen ? str_or_empty(row->unit_name) : STR(""),
            .is_same_unit = same_unit,
        };
    }
    *ret_twins = twins;
    return NULL;
}
