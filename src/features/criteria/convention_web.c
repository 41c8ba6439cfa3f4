#include "features/criteria/convention_web.h"

#include "features/criteria/convention.html.h"
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/scoring/scoring_service.h"

static const struct err *load(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

static struct setting_context context_of(const struct request *request,
                                         const struct scoreboard *board) {
    return (struct setting_context){request->arena, &board->table.criteria, &board->cluster};
}

static const char *basis_name(const struct request *request, const struct setting_field *field) {
    return str_c(request->arena,
                 str_concat(request->arena, STR("basis-"), scoring_key_code(field->key)));
}

static const char *value_name(const struct request *request, const struct setting_field *field) {
    return str_c(request->arena, scoring_key_code(field->key));
}

static void fill_choices(const struct request *request, const struct setting_field *field,
                         struct str chosen, struct ui_options *options) {
    for (size_t i = 0; i < field->choices_count; i++)
        *list_push(request->arena, options) = (struct ui_option){
            field->choices[i].value, message_plain(request->lang, field->choices[i].words),
            str_equal(field->choices[i].value, chosen)};
}

/* TYPED: what stands in the form is given back. */
static struct convention_row row_of(const struct request *request, const struct scoreboard *board,
                                    const struct setting_field *field, bool typed) {
    const struct setting_context context = context_of(request, board);
    const struct scoring_setting *held = &board->settings.of[field->key];
    struct convention_row row = {
        .name = scoring_key_code(field->key),
        .basis_name = str_from_c(basis_name(request, field)),
        .label = field->label,
        .hint = field->hint,
        .is_choice = field->look == SETTING_LOOK_CHOICE,
        .is_text = field->look == SETTING_LOOK_TEXT,
        .is_short = field->look == SETTING_LOOK_SHORT,
        .typed = setting_edit(&context, field, request->lang, held->value),
        .basis = held->basis,
        .told = setting_tell(&context, field, request->lang, held->value),
        .held_basis = held->basis,
        .is_set = held->is_set,
        .author = held->author,
        .at_ms = held->at_ms,
    };
    if (typed) {
        row.typed = request_text(request, value_name(request, field));
        row.basis = request_text(request, basis_name(request, field));
    }
    if (row.is_choice)
        fill_choices(request, field, typed ? row.typed : held->value, &row.choices);
    return row;
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct scoreboard *board, bool typed,
                              const struct issues *issues) {
    struct page page;
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    frame_page(request, message_plain(request->lang, MSG_convention_title), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct convention_view view = {
        .page = &page,
        .base = step_path(request->arena, &board->cluster, STEP_CRITERIA),
        .may_edit = frame_may(request, RIGHT_CRITERIA_EDIT, &board->cluster, STR("")),
    };
    struct date day = cluster_names_day(board->cluster.period, board->cluster.held_on);
    for (size_t i = 0; i < setting_fields_count; i++) {
        struct convention_row row = row_of(request, board, setting_fields[i], typed);
        legal_cite_mentions(request->arena, &citer, row.held_basis, day, &row.cites);
        view.unset += !row.is_set;
        *list_push(request->arena, &view.rows) = row;
    }
    struct html h = frame_html(request, response);
    tpl_convention_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    return draw(request, response, &board, false, NULL);
}

/* What differs from what holds; what was decided needs something to rest on. */
static size_t read_forms(const struct request *request, const struct scoreboard *board,
                         struct scoring_setting_form *forms, struct issues *issues) {
    const struct setting_context context = context_of(request, board);
    size_t count = 0;
    for (size_t i = 0; i < setting_fields_count; i++) {
        const struct setting_field *field = setting_fields[i];
        const struct scoring_setting *held = &board->settings.of[field->key];
        /* A form that does not ask for it leaves it alone. */
        if (!request_field(request, value_name(request, field)).p)
            continue;
        struct scoring_setting_form form = {
            .key = field->key,
            .value = setting_read(&context, field,
                                  request_text(request, value_name(request, field)), issues),
            .basis = request_text(request, basis_name(request, field)),
        };
        if (str_equal(form.value, held->value) && str_equal(form.basis, held->basis))
            continue;
        if (str_is_empty(form.basis))
            issue_add(request->arena, issues, str_from_c(basis_name(request, field)),
                      MESSAGE_WITH(MSG_convention_basis_missing,
                                   message_plain(request->lang, field->label)));
        forms[count++] = form;
    }
    return count;
}

static const struct err *save(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &board.cluster, STR("")));
    struct scoring_setting_form forms[SETTING_KEY_COUNT];
    struct issues issues = {0};
    size_t count = read_forms(request, &board, forms, &issues);
    int stored = 0;
    if (!issues.count)
        TRY(scoring_set_settings(app_db(request), request->arena, request->user, request->now_ms,
                                 &board.cluster, forms, count, &issues, &stored));
    if (issues.count) {
        response->status = 422;
        return draw(request, response, &board, true, &issues);
    }
    frame_redirect(request, response,
                   step_path_below(request->arena, &board.cluster, STEP_CRITERIA, STR("quy-uoc")),
                   stored ? MSG_notice_conventions_saved : MSG_notice_conventions_same, stored);
    return NULL;
}

const struct route convention_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/quy-uoc", RIGHT_CLUSTER_READ, show},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/quy-uoc", RIGHT_CRITERIA_EDIT, save},
};
const size_t convention_routes_count = COUNT_OF(convention_routes);
