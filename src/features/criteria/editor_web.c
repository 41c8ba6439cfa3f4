#include "features/criteria/editor_web.h"

#include "features/criteria/criteria_sums.h"
#include "features/criteria/editor.html.h"
#include "features/frame/frame.h"
#include "features/intake/intake.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/exemption_service.h"

enum { FORM_BYTES_MAX = 4 << 20, INDENT_MAX = 8 };

/* What the pages here work on. */
struct editor {
    struct scoreboard board;
    struct table_version version; /* number 1 where there is no table yet */
    struct criteria_document document;
    struct unit_kinds kinds;
    LIST(struct str) unit_kinds; /* of the members, and those the table names */
};

static void add_kind(const struct request *request, struct editor *editor, struct str code) {
    for (size_t i = 0; i < editor->unit_kinds.count; i++)
        if (str_equal(editor->unit_kinds.items[i], code))
            return;
    if (code.n)
        *list_push(request->arena, &editor->unit_kinds) = code;
}

static const struct err *load_kinds(const struct request *request, struct editor *editor) {
    struct exemptions members;
    TRY(organisation_kinds(app_db(request), request->arena, &editor->kinds));
    TRY(exemption_read(app_db(request), request->arena, &editor->board, &members));
    for (size_t i = 0; i < editor->board.cluster.members.count; i++)
        add_kind(request, editor, members.kinds[i]);
    for (size_t i = 0; i < editor->document.criteria.count; i++)
        add_kind(request, editor, editor->document.criteria.items[i].for_kind);
    return NULL;
}

/* The draft, for who may edit it. */
static const struct err *load(const struct request *request, struct editor *editor) {
    struct arena *arena = request->arena;
    *editor = (struct editor){.document = {.title = STR(""), .notes = STR("")}};
    TRY(scoring_load_board(app_db(request), arena, request->user, request_param(request, "cluster"),
                           request_param(request, "period"), &editor->board));
    const struct cluster_period *cluster = &editor->board.cluster;
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, cluster, STR("")));
    struct table_versions versions;
    TRY(scoring_versions(app_db(request), arena, request->user, cluster, &versions));
    const struct table_version *open = table_version_open(&versions);
    if (!open && versions.count)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    editor->version = (struct table_version){.number = 1, .digest = STR(""), .reason = STR("")};
    if (open)
        TRY(scoring_version_read(app_db(request), arena, request->user, cluster, open->number,
                                 &editor->version, &editor->document));
    return load_kinds(request, editor);
}

static struct str shown(const struct request *request, struct decimal value) {
    return decimal_display(request->arena, value, 0, request->lang == LANG_VI ? ',' : '.');
}

/* --- sums ---------------------------------------------------------------------------------------
 */

static struct str sum_words(const struct request *request, struct decimal sum, struct decimal max,
                            bool *ret_differs) {
    int order = decimal_compare(sum, max);
    *ret_differs = order != 0;
    struct decimal off = order < 0 ? decimal_subtract(max, sum) : decimal_subtract(sum, max);
    enum msg_id words = order < 0   ? MSG_editor_sum_short
                        : order > 0 ? MSG_editor_sum_over
                                    : MSG_editor_sum_fits;
    return message_text(request->arena, request->lang,
                        MESSAGE_WITH(words, shown(request, sum), shown(request, off)));
}

static void fill_sums(const struct request *request, const struct editor *editor, ptrdiff_t group,
                      struct editor_sums *sums) {
    const struct criteria *criteria = &editor->document.criteria;
    struct kind_sums parts;
    criteria_part_sums(request->arena, criteria, group, &parts);
    for (size_t i = 0; i < parts.count; i++) {
        struct editor_sum sum = {.kind_name = STR("")};
        if (parts.items[i].for_kind.n)
            sum.kind_name = unit_kind_name(&editor->kinds, parts.items[i].for_kind, request->lang);
        sum.words = group >= 0 ? sum_words(request, parts.items[i].sum, criteria->items[group].max,
                                           &sum.differs)
                               : shown(request, parts.items[i].sum);
        *list_push(request->arena, sums) = sum;
    }
}

/* --- the tree -------------------------------------------------------------------------------- */

static const char *field_name(const struct request *request, const char *field, size_t row) {
    return str_format(request->arena, "%s-%zu", field, row).p;
}

static struct row_typed typed_of(const struct request *request, const struct criterion *c) {
    return (struct row_typed){
        .label = c->label,
        .name = c->name,
        .kind = criterion_kind_code(c->kind),
        .max = shown(request, c->max),
        .target = c->has_target ? shown(request, c->target) : STR(""),
        .measure = c->unit_of_measure,
        .for_kind = str_or_empty(c->for_kind),
        .points_each = decimal_is_zero(c->points_each) ? STR("") : shown(request, c->points_each),
        .bonus = c->bonus_on ? STR("1") : STR(""),
        .note = c->note,
        .rule = str_or_empty(c->rule),
        .owner = score_stage_code(c->owner),
        .rollup = c->rollup == ROLLUP_NONE
                      ? STR("")
                      : str_format(request->arena, STR_FMT "%s", STR_ARG(rollup_code(c->rollup)),
                                   c->rollup_step == ROLLUP_WEEKS ? " week" : ""),
    };
}

/* Absent fields were not in the form. */
static struct row_typed read_row(const struct request *request, size_t row) {
    return (struct row_typed){
        .label = request_field(request, field_name(request, "label", row)),
        .name = request_field(request, field_name(request, "name", row)),
        .kind = request_field(request, field_name(request, "kind", row)),
        .max = request_field(request, field_name(request, "max", row)),
        .target = request_field(request, field_name(request, "target", row)),
        .measure = request_field(request, field_name(request, "measure", row)),
        .for_kind = request_field(request, field_name(request, "for", row)),
    };
}

static struct str or_kept(struct str typed, struct str kept) {
    return typed.p ? typed : kept;
}

static void put_typed(struct row_typed *row, const struct row_typed *typed) {
    row->label = or_kept(typed->label, row->label);
    row->name = or_kept(typed->name, row->name);
    row->kind = or_kept(typed->kind, row->kind);
    row->max = or_kept(typed->max, row->max);
    row->target = or_kept(typed->target, row->target);
    row->measure = or_kept(typed->measure, row->measure);
    row->for_kind = or_kept(typed->for_kind, row->for_kind);
}

/* What stands on the criterion's own page, so that one sees it here. */
static struct str tell_more(const struct request *request, const struct criterion *c) {
    struct str more = STR("");
    if (c->rule.n)
        more = str_format(request->arena, STR_FMT "; ", STR_ARG(c->rule));
    if (c->owner != SCORE_SELF)
        more = str_format(request->arena, STR_FMT STR_FMT "; ", STR_ARG(more),
                          STR_ARG(message_plain(request->lang, score_stage_name(c->owner))));
    if (c->rollup != ROLLUP_NONE)
        more = str_format(request->arena, STR_FMT STR_FMT "; ", STR_ARG(more),
                          STR_ARG(frame_words(request, MSG_version_change_rollup)));
    if (c->bonus_on)
        more = str_format(request->arena, STR_FMT STR_FMT "; ", STR_ARG(more),
                          STR_ARG(frame_words(request, MSG_version_change_bonus)));
    return more.n > 2 ? str_slice(more, 0, more.n - 2) : more;
}

static bool is_wrong(const struct request *request, const struct issues *issues, const char *field,
                     size_t row) {
    return issues && issue_of(issues, str_from_c(field_name(request, field, row)));
}

static void fill_choices(const struct request *request, const struct editor *editor, bool parent,
                         struct editor_row *row) {
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++) {
        struct str code = criterion_kind_code((enum criterion_kind)kind);
        bool chosen = str_equal(code, row->typed.kind);
        const struct criterion of_kind = {.kind = (enum criterion_kind)kind};
        if (parent && !criterion_is_group(&of_kind) && !chosen)
            continue;
        *list_push(request->arena, &row->kinds) = (struct ui_option){
            code, frame_words(request, criterion_kind_name((enum criterion_kind)kind)), chosen};
    }
    *list_push(request->arena, &row->unit_kinds) = (struct ui_option){
        STR(""), frame_words(request, MSG_editor_all_units), !row->typed.for_kind.n};
    for (size_t i = 0; i < editor->unit_kinds.count; i++) {
        struct str code = editor->unit_kinds.items[i];
        *list_push(request->arena, &row->unit_kinds) =
            (struct ui_option){code, unit_kind_name(&editor->kinds, code, request->lang),
                               str_equal(code, row->typed.for_kind)};
    }
}

static struct editor_row row_of(const struct request *request, const struct editor *editor,
                                size_t i, const struct row_typed *typed,
                                const struct issues *issues) {
    const struct criteria *criteria = &editor->document.criteria;
    const struct criterion *c = &criteria->items[i];
    struct editor_row row = {
        .index = i,
        .code = c->code,
        .depth = c->depth,
        .indent = c->depth < INDENT_MAX ? c->depth : INDENT_MAX,
        .is_group = criterion_is_group(c),
        .typed = typed_of(request, c),
        .more = tell_more(request, c),
        .wrong_label = is_wrong(request, issues, "label", i),
        .wrong_name = is_wrong(request, issues, "name", i),
        .wrong_kind = is_wrong(request, issues, "kind", i),
        .wrong_max = is_wrong(request, issues, "max", i),
        .wrong_target = is_wrong(request, issues, "target", i),
    };
    if (typed)
        put_typed(&row.typed, typed);
    fill_choices(request, editor, criterion_has_children(criteria, i), &row);
    if (row.is_group)
        fill_sums(request, editor, (ptrdiff_t)i, &row.sums);
    return row;
}

static void fill_findings(const struct request *request, const struct editor *editor,
                          struct editor_view *view) {
    struct intake_findings findings = {0};
    intake_check_criteria(request->arena, &editor->document.criteria, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        const struct intake_finding *f = &findings.items[i];
        view->errors += intake_bars_locking(f);
        *list_push(request->arena, &view->findings) =
            (struct issue){STR(""), f->severity, f->message};
    }
}

/* FOCUS: the row to begin at; count of rows: none. TYPED: given back after a refusal. */
static void draw(const struct request *request, struct response *response,
                 const struct editor *editor, const struct criteria_edit *typed, size_t focus,
                 const struct issues *issues) {
    struct page page;
    frame_page(request, frame_words(request, MSG_editor_title), &editor->board.cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    page.wide = true;
    const struct criteria *criteria = &editor->document.criteria;
    struct editor_view view = {
        .page = &page,
        .base = step_path(request->arena, &editor->board.cluster, STEP_CRITERIA),
        .title = typed && typed->title.p ? typed->title : editor->document.title,
        .seen = typed ? request_text(request, "seen") : editor->version.digest,
        .number = editor->version.number,
        .agreed = editor->version.state == VERSION_AGREED,
        .later = editor->version.number > 1,
        .with_unit_kinds = editor->unit_kinds.count > 1,
        .reason = editor->version.reason,
    };
    for (size_t i = 0; i < criteria->count; i++) {
        const struct row_typed *row = typed && i < typed->count ? &typed->rows[i] : NULL;
        *list_push(request->arena, &view.rows) = row_of(request, editor, i, row, issues);
        view.rows.items[i].focused = i == focus;
    }
    fill_sums(request, editor, -1, &view.totals);
    if (criteria->count && !issues)
        fill_findings(request, editor, &view);
    struct html h = frame_html(request, response);
    tpl_editor_page(&h, &view);
}

static const struct err *show(struct request *request, struct response *response) {
    struct editor editor;
    TRY(load(request, &editor));
    struct decimal row;
    struct str wanted = str_or_empty(request_query(request, "dong"));
    size_t focus = editor.document.criteria.count;
    if (decimal_parse(wanted, &row) && !row.scale && row.units >= 0)
        focus = (size_t)row.units;
    draw(request, response, &editor, NULL, focus, NULL);
    return NULL;
}

static const struct err *apply(struct arena *arena, struct criteria_document *document,
                               void *context, struct issues *issues) {
    struct criteria_edit *edit = context;
    criteria_edit_apply(arena, document, edit, issues);
    return NULL;
}

static const struct err *change(const struct request *request, const struct editor *editor,
                                struct criteria_edit *edit, struct issues *issues,
                                bool *ret_was_agreed) {
    edit->unit_kinds = editor->unit_kinds.items;
    edit->unit_kind_count = editor->unit_kinds.count;
    edit->rules = editor->board.book.rules.named;
    edit->rule_count = editor->board.book.rules.named_count;
    return scoring_change_draft(app_db(request), request->arena, request->user, request->now_ms,
                                &editor->board.cluster, request_text(request, "seen"), apply, edit,
                                issues, ret_was_agreed);
}

/* "up-12" */
static void read_act(const struct request *request, struct criteria_edit *edit) {
    struct str rest = request_text(request, "act");
    struct str code = str_cut(&rest, '-');
    struct decimal row;
    if (!edit_act_from_code(str_or_empty(code), &edit->act))
        edit->act = EDIT_SAVE;
    if (rest.p && decimal_parse(rest, &row) && !row.scale && row.units >= 0)
        edit->at = (size_t)row.units;
}

static const struct err *save(struct request *request, struct response *response) {
    struct editor editor;
    TRY(load(request, &editor));
    struct criteria_edit edit = {.title = request_field(request, "title")};
    edit.count = editor.document.criteria.count;
    edit.rows = ARENA_ARRAY(request->arena, struct row_typed, edit.count + 1);
    for (size_t i = 0; i < edit.count; i++)
        edit.rows[i] = read_row(request, i);
    read_act(request, &edit);
    struct issues issues = {0};
    bool was_agreed = false;
    TRY(change(request, &editor, &edit, &issues, &was_agreed));
    if (issues.count) {
        response->status = 422;
        draw(request, response, &editor, &edit, editor.document.criteria.count, &issues);
        return NULL;
    }
    struct str path =
        step_path_below(request->arena, &editor.board.cluster, STEP_CRITERIA, STR("soan"));
    if (was_agreed)
        frame_redirect(request, response, path, MSG_notice_criteria_draft_again, 0);
    else if (edit.act == EDIT_SAVE)
        frame_redirect(request, response, path, MSG_notice_criteria_saved, 0);
    else
        frame_redirect(request, response,
                       str_format(request->arena, STR_FMT "?dong=%zu", STR_ARG(path), edit.landed),
                       MSG_none, 0);
    return NULL;
}

/* --- one criterion --------------------------------------------------------------------------- */

static const struct err *load_row(const struct request *request, struct editor *editor,
                                  size_t *ret_row) {
    TRY(load(request, editor));
    ptrdiff_t row = criteria_find(&editor->document.criteria, request_param(request, "code"));
    if (row < 0)
        return ERR(ERR_NOT_FOUND, "no such criterion");
    *ret_row = (size_t)row;
    return NULL;
}

/* The rules of its kind, and what it picks now even where that is none of them. */
static void fill_rules(const struct request *request, const struct editor *editor,
                       const struct criterion *c, struct editor_detail_view *view) {
    const struct scoring_rules *rules = &editor->board.book.rules;
    struct str picked = view->typed.rule;
    bool offered = !picked.n;
    *list_push(request->arena, &view->rules) =
        (struct ui_option){STR(""), frame_words(request, MSG_editor_no_rule), offered};
    for (size_t i = 0; i < rules->named_count; i++) {
        const struct named_rule *rule = &rules->named[i];
        bool chosen = str_equal(rule->code, picked);
        if (rule->kind != (int)c->kind && !chosen)
            continue;
        offered |= chosen;
        *list_push(request->arena, &view->rules) =
            (struct ui_option){rule->code,
                               str_format(request->arena, STR_FMT " – " STR_FMT,
                                          STR_ARG(rule->code), STR_ARG(rule->name)),
                               chosen};
    }
    if (!offered)
        *list_push(request->arena, &view->rules) = (struct ui_option){picked, picked, true};
}

static void fill_owners(const struct request *request, struct editor_detail_view *view) {
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++) {
        struct str code = score_stage_code((enum score_stage)stage);
        enum msg_id words =
            stage == SCORE_SELF ? MSG_editor_all_stages : score_stage_name((enum score_stage)stage);
        *list_push(request->arena, &view->owners) = (struct ui_option){
            code, frame_words(request, words), str_equal(code, view->typed.owner)};
    }
    static const struct {
        struct str value;
        enum msg_id way;
        enum msg_id step;
    } ROLLUPS[] = {
        {STR_INIT("sum"), MSG_version_rollup_sum, MSG_version_by_months},
        {STR_INIT("mean"), MSG_version_rollup_mean, MSG_version_by_months},
        {STR_INIT("last"), MSG_version_rollup_last, MSG_version_by_months},
        {STR_INIT("sum week"), MSG_version_rollup_sum, MSG_version_by_weeks},
        {STR_INIT("mean week"), MSG_version_rollup_mean, MSG_version_by_weeks},
        {STR_INIT("last week"), MSG_version_rollup_last, MSG_version_by_weeks},
    };
    *list_push(request->arena, &view->rollups) = (struct ui_option){
        STR(""), frame_words(request, MSG_editor_no_rollup), !view->typed.rollup.n};
    for (size_t i = 0; i < COUNT_OF(ROLLUPS); i++)
        *list_push(request->arena, &view->rollups) =
            (struct ui_option){ROLLUPS[i].value,
                               str_format(request->arena, STR_FMT " " STR_FMT,
                                          STR_ARG(frame_words(request, ROLLUPS[i].way)),
                                          STR_ARG(frame_words(request, ROLLUPS[i].step))),
                               str_equal(ROLLUPS[i].value, view->typed.rollup)};
}

static void draw_detail(const struct request *request, struct response *response,
                        const struct editor *editor, size_t row, const struct row_typed *typed,
                        const struct issues *issues) {
    const struct criterion *c = &editor->document.criteria.items[row];
    struct page page;
    frame_page(request, frame_say(request, MESSAGE_WITH(MSG_editor_detail_title, c->code)),
               &editor->board.cluster, STEP_CRITERIA, &page);
    page.issues = issues;
    struct editor_detail_view view = {
        .page = &page,
        .base = step_path(request->arena, &editor->board.cluster, STEP_CRITERIA),
        .code = c->code,
        .name = c->name,
        .seen = typed ? request_text(request, "seen") : editor->version.digest,
        .typed = typed ? *typed : typed_of(request, c),
        .bonus = typed ? typed->bonus.n > 0 : c->bonus_on,
        .is_quantity = c->kind == CRITERION_QUANTITY,
    };
    fill_rules(request, editor, c, &view);
    fill_owners(request, &view);
    struct html h = frame_html(request, response);
    tpl_editor_detail_page(&h, &view);
}

static const struct err *show_detail(struct request *request, struct response *response) {
    struct editor editor;
    size_t row = 0;
    TRY(load_row(request, &editor, &row));
    draw_detail(request, response, &editor, row, NULL, NULL);
    return NULL;
}

/* Findings of the rules bear the row's number; the form here has one row. */
static void name_fields(const struct request *request, struct issues *issues) {
    for (size_t i = 0; i < issues->count; i++) {
        struct str rest = issues->items[i].field;
        if (rest.p)
            issues->items[i].field = str_cut(&rest, '-');
    }
    (void)request;
}

static const struct err *save_detail(struct request *request, struct response *response) {
    struct editor editor;
    size_t row = 0;
    TRY(load_row(request, &editor, &row));
    struct criteria_edit edit = {.count = editor.document.criteria.count, .at = row};
    edit.rows = ARENA_ARRAY(request->arena, struct row_typed, edit.count);
    edit.rows[row] = (struct row_typed){
        .points_each = request_text(request, "each"),
        .bonus = request_text(request, "bonus"),
        .note = request_text(request, "note"),
        .rule = request_text(request, "rule"),
        .owner = request_text(request, "owner"),
        .rollup = request_text(request, "rollup"),
    };
    struct issues issues = {0};
    bool was_agreed = false;
    TRY(change(request, &editor, &edit, &issues, &was_agreed));
    if (issues.count) {
        response->status = 422;
        name_fields(request, &issues);
        draw_detail(request, response, &editor, row, &edit.rows[row], &issues);
        return NULL;
    }
    struct str path =
        step_path_below(request->arena, &editor.board.cluster, STEP_CRITERIA, STR("soan"));
    if (was_agreed)
        frame_redirect(request, response, path, MSG_notice_criteria_draft_again, 0);
    else
        frame_redirect(request, response,
                       str_format(request->arena, STR_FMT "?dong=%zu", STR_ARG(path), row),
                       MSG_none, 0);
    return NULL;
}

const struct route editor_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/soan", RIGHT_CRITERIA_EDIT, show},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/soan", RIGHT_CRITERIA_EDIT, save,
     .body_max_bytes = FORM_BYTES_MAX},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/soan/:code", RIGHT_CRITERIA_EDIT, show_detail},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/soan/:code", RIGHT_CRITERIA_EDIT, save_detail},
};
const size_t editor_routes_count = COUNT_OF(editor_routes);
