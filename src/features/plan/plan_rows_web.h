/* What the pages of plans share: addresses, options, a task as a line. For this room alone. */
#ifndef FEATURES_PLAN_PLAN_ROWS_WEB_H
#define FEATURES_PLAN_PLAN_ROWS_WEB_H

#include "features/frame/frame.h"
#include "features/plan/plan_web.h"

/* Absent fields and query values are empty. */

/* ".../ke-hoach/CODE", and TAIL below it ("" or "/sua"). */
struct str plan_path(struct arena *arena, const struct cluster_year *year, struct str code,
                     const char *tail);
struct str plan_task_path(struct arena *arena, const struct cluster_year *year, struct str code,
                          struct str task_id, const char *tail);

struct plan_edit plan_edit_of(const struct request *request, const struct cluster_year *year,
                              struct issues *issues);

/* The year and the plan of an address; with EDIT for who may write it. */
struct plan_place {
    struct cluster_year year;
    struct plan plan;
};
MUST_CHECK const struct err *plan_place_of_request(const struct request *request, bool edit,
                                                   struct plan_place *ret_place);

struct str plan_period_of(const struct request *request, int year, int half);
/* "số 05/KH-CTĐ, ngày 20/1/2020" */
struct str plan_paper_words(const struct request *request, struct str number,
                            struct date issued_on);

struct plan_row plan_row_of(const struct request *request, const struct plan_place *place,
                            const struct legal_citer *citer, const struct plan_task *task,
                            size_t number);
enum ui_state plan_standing_mark(const struct plan_standing *standing);

/* FIRST ("Các đơn vị trong cụm", "Tất cả"), then the members. */
struct ui_options plan_owner_options(const struct request *request, enum msg_id first,
                                     const struct cluster_year *year, struct str chosen);
/* The unit this user acts for in this cluster's year; an empty id: none, or every one. */
struct cluster_unit plan_own_unit(const struct request *request, const struct cluster_year *year);

#endif
