/* What a save is answered to the page's script: JSON with sentences and figures ready to be shown.
 */
#include <jansson.h>
#include <stdlib.h>

#include "features/scoregrid/scoregrid_web.h"
#include "features/scoring/unit_web.h"
#include "features/scoring/why.html.h"
#include "html/ui/parts.html.h"

enum { FIGURE_HTML_MAX = 4096 };

static json_t *text(struct str s) {
    return s.p ? json_stringn(s.p, s.n) : json_null();
}

static void send_json(struct response *response, json_t *root) {
    char *dumped = json_dumps(root, JSON_COMPACT);
    if (dumped)
        buf_append_c(&response->body, dumped);
    free(dumped);
    json_decref(root);
    response->content_type = STR("application/json; charset=utf-8");
}

static json_t *figure_html(const struct request *request, const struct sheet_figure *figure) {
    struct buf out = BUF_INIT(FIGURE_HTML_MAX);
    struct html h = {&out, request->arena, request->lang};
    tpl_why_figure(&h, figure);
    json_t *html = text(str_trim(str_copy(request->arena, buf_str(&out))));
    buf_release(&out);
    return html;
}

static bool same_figure(const struct sheet_figure *a, const struct sheet_figure *b) {
    return a->known == b->known && a->complete == b->complete &&
           (!a->known || decimal_compare(a->value, b->value) == 0);
}

static void add_row(const struct request *request, json_t *rows, struct str code,
                    const struct sheet_figures *before, const struct sheet_figures *now,
                    const struct str *difference) {
    json_t *row = json_object();
    if (same_figure(&before->rule, &now->rule) && same_figure(&before->self, &now->self) &&
        !difference) {
        json_decref(row);
        return;
    }
    json_object_set_new(row, "code", text(code));
    json_object_set_new(row, "rule", figure_html(request, &now->rule));
    json_object_set_new(row, "self",
                        now->self.known ? figure_html(request, &now->self) : text(STR("")));
    if (difference)
        json_object_set_new(row, "difference", text(*difference));
    json_array_append_new(rows, row);
}

static json_t *rows_of(const struct request *request, const struct grid_answer *answer) {
    json_t *rows = json_array();
    const struct score_sheet *before = &answer->before.sheet;
    const struct score_sheet *now = &answer->grid.sheet;
    for (size_t i = 0; i < now->count && i < before->count; i++) {
        struct str was = unit_page_difference(request->arena, request->lang, &before->lines[i]);
        struct str is = unit_page_difference(request->arena, request->lang, &now->lines[i]);
        bool figures_same =
            same_figure(&before->lines[i].figures.rule, &now->lines[i].figures.rule);
        bool differs = !now->lines[i].is_group && (!figures_same || !str_equal(was, is));
        add_row(request, rows, now->lines[i].criterion->code, &before->lines[i].figures,
                &now->lines[i].figures, differs ? &is : NULL);
    }
    add_row(request, rows, STR("=content"), &before->content, &now->content, NULL);
    add_row(request, rows, STR("=bonus"), &before->bonus, &now->bonus, NULL);
    add_row(request, rows, STR("=penalty"), &before->penalty, &now->penalty, NULL);
    add_row(request, rows, STR("=total"), &before->total, &now->total, NULL);
    return rows;
}

static json_t *cell_of(const struct request *request, const struct grid_answer *answer,
                       const struct grid_result *r) {
    static const char *const OUTCOMES[] = {[GRID_SAVED] = "saved",
                                           [GRID_SAME] = "same",
                                           [GRID_REFUSED] = "refused",
                                           [GRID_CONFLICT] = "conflict"};
    struct arena *arena = request->arena;
    json_t *cell = json_object();
    json_object_set_new(cell, "name",
                        text(str_format(arena, STR_FMT "." STR_FMT, STR_ARG(r->typed->field),
                                        STR_ARG(r->typed->code))));
    json_object_set_new(cell, "outcome", json_string(OUTCOMES[r->outcome]));
    if (r->outcome == GRID_REFUSED || r->outcome == GRID_CONFLICT)
        json_object_set_new(cell, "why", text(message_text(arena, request->lang, r->why)));
    if (r->criterion < 0)
        return cell;
    const struct criterion *criterion = &answer->grid.board.table.criteria.items[r->criterion];
    enum grid_field field;
    if (!grid_field_from_code(r->typed->field, &field))
        field = GRID_ACTUAL;
    json_object_set_new(cell, "seen", text(grid_seen(arena, &r->stands)));
    json_object_set_new(cell, "text",
                        text(grid_typed_text(arena, request->lang, &answer->grid.board.book.rules,
                                             criterion, field, r->stands.value)));
    json_object_set_new(cell, "sent",
                        text(grid_typed_text(arena, request->lang, &answer->grid.board.book.rules,
                                             criterion, field, r->stands.sent)));
    json_object_set_new(
        cell, "draft",
        json_boolean(r->stands.is_draft &&
                     !str_equal(str_or_empty(r->stands.value), str_or_empty(r->stands.sent))));
    return cell;
}

void grid_answer_json(const struct request *request, struct response *response,
                      const struct grid_answer *answer, bool table_changed) {
    const struct score_grid *grid = &answer->grid;
    json_t *root = json_object();
    json_t *cells = json_array();
    for (size_t i = 0; i < answer->count; i++)
        json_array_append_new(cells, cell_of(request, answer, &answer->results[i]));
    struct buf out = BUF_INIT(FIGURE_HTML_MAX);
    struct html h = {&out, request->arena, request->lang};
    tpl_ui_progress(&h, grid->filled, grid->asked,
                    message_plain(request->lang, MSG_scoregrid_criteria));
    json_object_set_new(root, "cells", cells);
    json_object_set_new(root, "rows", rows_of(request, answer));
    json_object_set_new(root, "progress", text(buf_str(&out)));
    buf_release(&out);
    json_object_set_new(root, "total", figure_html(request, &grid->sheet.total.in_force));
    json_object_set_new(
        root, "unsent",
        text(frame_say(request, MESSAGE_WITH(MSG_scoregrid_unsent,
                                             str_format(request->arena, "%zu", grid->unsent)))));
    json_object_set_new(root, "unsent_count", json_integer((json_int_t)grid->unsent));
    json_object_set_new(root, "number", json_integer(grid->last_number));
    json_object_set_new(root, "at", text(instant_time_display(request->arena, request->now_ms)));
    json_object_set_new(root, "table_changed", json_boolean(table_changed));
    send_json(response, root);
}

void grid_refuse_json(const struct request *request, struct response *response,
                      const struct err *err) {
    response->status = err->kind == ERR_LIMIT ? 413 : 409;
    json_t *root = json_object();
    json_object_set_new(root, "why", text(frame_error_sentence(request, response->status, err)));
    send_json(response, root);
}
