/* What the pages of targets share. */
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/target/target_web.h"

/* --- the desk --------------------------------------------------------------------------------- */

const struct err *target_desk_open(struct request *request, int64_t known_ms,
                                   struct target_desk *ret_desk) {
    *ret_desk = (struct target_desk){.request = request};
    TRY(frame_year(request, &ret_desk->year));
    return target_open(app_db(request), request->arena, request->user, &ret_desk->year, known_ms,
                       &ret_desk->book, &ret_desk->powers);
}

struct target_act target_desk_act(const struct target_desk *desk) {
    const struct request *request = desk->request;
    return (struct target_act){app_db(request), request->arena, request->user, request->now_ms,
                               &desk->year};
}

struct str target_desk_path(const struct target_desk *desk, struct str tail) {
    struct arena *arena = desk->request->arena;
    return tail.n ? year_path_below(arena, &desk->year, YEAR_TARGETS, tail)
                  : year_path(arena, &desk->year, YEAR_TARGETS);
}

const struct err *target_desk_deciders_only(const struct target_desk *desk) {
    if (desk->powers.may_decide || desk->powers.may_adjust)
        return NULL;
    TRY(frame_open_year(&desk->year, desk->request->arena));
    return ERR(ERR_DENIED, "no right to decide targets");
}

/* --- on what a change rests ---------------------------------------------------------------------
 */

struct target_terms_form target_terms_typed(const struct request *request) {
    return (struct target_terms_form){
        .source = request_text(request, "source"),
        .number = request_text(request, "decision"),
        .date = request_text(request, "decided"),
        .issuer = request_text(request, "issuer"),
        .reason = request_text(request, "reason"),
    };
}

const struct err *target_terms_fill(const struct target_desk *desk, bool asks_source,
                                    struct target_terms_view *ret_view) {
    const struct request *request = desk->request;
    struct target_terms_view view = {
        .form = target_terms_typed(request),
        .asks_source = asks_source,
        .is_adjustment = desk->powers.is_locked,
        .asks_reason = true,
    };
    enum target_source chosen = desk->powers.may_adjust ? TARGET_ASSIGNED : TARGET_AGREED;
    target_source_from_code(view.form.source, &chosen);
    for (int i = 0; i < TARGET_SOURCE_COUNT; i++) {
        enum target_source source = (enum target_source)i;
        *list_push(request->arena, &view.sources) =
            (struct ui_option){target_source_code(source),
                               frame_words(request, target_source_name(source)), source == chosen};
    }
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    legal_cite_suggest(request->arena, &citer, &view.documents);
    *ret_view = view;
    return NULL;
}

/* --- words ---------------------------------------------------------------------------------------
 */

static void add_words(struct arena *arena, struct str *text, struct str more) {
    if (more.n)
        *text = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(*text), text->n ? " · " : "",
                           STR_ARG(more));
}

struct str target_details(const struct request *request, const struct target_item *item) {
    struct str text = STR("");
    add_words(request->arena, &text, item->measure);
    add_words(request->arena, &text, frame_words(request, target_direction_name(item->direction)));
    if (item->is_cumulative)
        add_words(request->arena, &text, frame_words(request, MSG_target_cumulative));
    return text;
}

struct str target_origin_words(const struct request *request, const struct target *target) {
    struct str text = STR("");
    const struct target_decision *decision = &target->origin.decision;
    if (!target->origin.revision)
        return text;
    add_words(request->arena, &text, frame_words(request, target_source_name(target->source)));
    struct str paper = decision->number;
    if (paper.n && !date_is_empty(decision->date))
        paper = message_text(
            request->arena, request->lang,
            MESSAGE_WITH(MSG_target_paper_of, paper, date_display(request->arena, decision->date)));
    add_words(request->arena, &text, paper);
    return text;
}

/* --- a grid of figures
 * ---------------------------------------------------------------------------- */

static struct str key_with(struct arena *arena, const char *prefix, struct str key) {
    return str_format(arena, "%s" STR_FMT, prefix, STR_ARG(key));
}

/* As a field shows it: done-or-not as a mark, numbers without parted thousands being ambiguous. */
static struct str shown(const struct request *request, const struct target *target,
                        enum target_part part) {
    bool there = target->state == TARGET_PROPOSED || target->state == TARGET_STANDS;
    if (target->item->direction == TARGET_DONE)
        return there && part == TARGET_YEAR ? STR("x") : STR("");
    struct target_value figure = target_value_of_half(target, part);
    return figure.is_set ? target_number(request->arena, LANG_VI, figure.value) : STR("");
}

/* In a field "1.490" could be read in two ways: there thousands are not parted. */
static struct str typed_number(const struct request *request, const struct target *target,
                               enum target_part part) {
    struct target_value figure = target_value_of_half(target, part);
    if (target->item->direction == TARGET_DONE || !figure.is_set)
        return shown(request, target, part);
    struct decimal again;
    struct str number = shown(request, target, part);
    if (decimal_read_human(number, &again) == DECIMAL_READ)
        return number;
    return decimal_canonical(request->arena, figure.value); /* whole thousands: "1490" */
}

static enum ui_state mark_of(const struct target *target) {
    return target->state == TARGET_PROPOSED ? UI_STATE_DOING
           : target_stands(target)          ? UI_STATE_DONE
                                            : UI_STATE_TODO;
}

static bool may_edit(const struct target_desk *desk, const struct target *target,
                     enum target_mode mode) {
    if (target->item->is_removed || desk->book.known_ms != TARGET_KNOWN_NOW)
        return false;
    if (mode == TARGET_AS_DECIDER)
        return target_may_decide(&desk->powers, target->unit_id);
    return target_may_propose(&desk->powers, target->unit_id) && !target_stands(target);
}

struct target_grid_row target_grid_row_of(const struct target_desk *desk,
                                          const struct target *target, struct str key,
                                          enum target_mode mode, const struct issues *issues) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    struct target_grid_row row = {
        .field = key_with(arena, "nam-", key),
        .seen_field = key_with(arena, "thay-", key),
        .seen = target->origin.revision,
        .is_editable = may_edit(desk, target, mode),
        .is_done_or_not = target->item->direction == TARGET_DONE,
        .takes_half = target->item->is_cumulative,
        .state = frame_words(request, target_state_name(target->state)),
        .state_mark = mark_of(target),
        .origin = target_origin_words(request, target),
        .is_adjusted = target->origin.after_lock,
        .lacks_half = target_lacks_half(target),
    };
    row.half_field = str_format(arena, STR_FMT "-half", STR_ARG(row.field));
    struct str sent = request_field(request, row.field.p);
    bool typed = issues && issues->count && row.is_editable && sent.p;
    row.value = row.is_editable ? typed_number(request, target, TARGET_YEAR)
                                : target_display(arena, request->lang, target, TARGET_YEAR);
    if (row.takes_half) {
        row.half = row.is_editable
                       ? typed_number(request, target, TARGET_FIRST_HALF)
                       : target_display(arena, request->lang, target, TARGET_FIRST_HALF);
        row.rest = target_display(arena, request->lang, target, TARGET_SECOND_HALF);
    }
    if (typed) {
        row.value = sent;
        row.half = request_text(request, row.half_field.p);
        row.value_issue = issue_of(issues, row.field);
        row.half_issue = issue_of(issues, row.half_field);
        long long seen;
        if (str_to_int64(request_text(request, row.seen_field.p), &seen) && !row.value_issue)
            row.seen = seen;
    }
    return row;
}

void target_grid_take(const struct target_desk *desk, const struct target_item *item,
                      struct str unit_id, struct str key, struct target_entries *entries) {
    const struct request *request = desk->request;
    struct arena *arena = request->arena;
    struct str field = key_with(arena, "nam-", key);
    struct str value = request_field(request, field.p);
    if (!value.p)
        return;
    long long seen = -1;
    str_to_int64(request_text(request, key_with(arena, "thay-", key).p), &seen);
    *list_push(arena, entries) = (struct target_entry){
        .number = item->number,
        .unit_id = unit_id,
        .value = value,
        .first_half = request_text(request, str_format(arena, STR_FMT "-half", STR_ARG(field)).p),
        .seen_revision = seen,
        .field = field,
    };
}
