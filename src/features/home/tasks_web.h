/* What waits for a user in a cluster's half-year, each with the address of the exact place. */
#ifndef FEATURES_HOME_TASKS_H
#define FEATURES_HOME_TASKS_H

#include "features/crosscheck/crosscheck_service.h"
#include "features/frame/frame.h"
#include "features/home/progress_service.h"
#include "html/ui.h"

struct ui_tasks {
    struct ui_task *items;
    size_t count;
    size_t capacity;
};

/* All that a page says about where a half-year stands. */
struct standing_now {
    struct scoreboard board;
    struct score_answers answers;
    struct review review;
    struct progress progress;
    struct crosscheck_plan crosscheck;
};

/* Four reads of the database. */
MUST_CHECK const struct err *standing_load(const struct request *request, struct str slug,
                                           struct str period_code, struct standing_now *ret_now);

/* In the order of the work; those of the user's rights here only. */
void tasks_make(const struct request *request, const struct standing_now *now,
                struct ui_tasks *ret_tasks);

/* The six steps of the work with how far each is: those the user may open. */
void tasks_steps(const struct request *request, const struct standing_now *now,
                 struct ui_tasks *ret_steps);

/* Whether the user may see the figures of every member; answers of others are not even read. */
bool sees_all_units(const struct request *request, const struct cluster_period *cluster);

/* The pages of one unit's verification, and of its feedback sheet with the unit's answers. */
struct str unit_verify_path(struct arena *arena, const struct cluster_period *cluster, size_t unit);
struct str unit_feedback_path(struct arena *arena, const struct cluster_period *cluster,
                              size_t unit);

#endif
