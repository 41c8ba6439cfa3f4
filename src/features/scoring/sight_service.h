/* Who sees whose points, and what the points of a half-year may be called. All from the board;
 * nothing is read here.
 *
 * Members see each other's points only when all have sent theirs, unless the cluster decided
 * otherwise (SETTING_VISIBILITY); when the meeting adopted a result, or the half-year is closed,
 * all is on the table. Head, office and superiors see all at any time, a member its own.
 */
#ifndef FEATURES_SCORING_SIGHT_SERVICE_H
#define FEATURES_SCORING_SIGHT_SERVICE_H

#include "features/scoring/scoring_service.h"

/* The values of SETTING_VISIBILITY. */
#define VISIBILITY_ALL_SENT STR("all-sent")
#define VISIBILITY_ALWAYS   STR("always")
#define VISIBILITY_ADOPTED  STR("adopted")
/* Whether VALUE is one of them. */
bool scoring_visibility_known(struct str value);

/* Whether the member has sent its own scores: nothing that it is to report is missing. */
bool scoring_sent(const struct scoreboard *board, size_t unit);

/* Why members do not see each other's points. */
enum sight_why {
    SIGHT_OPEN,        /* they do */
    SIGHT_UNSENT,      /* not all have sent */
    SIGHT_NOT_ADOPTED, /* the cluster shows them when the meeting has adopted */
};
enum sight_why scoring_sight_why(const struct scoreboard *board);

/* Whether USER sees the points (results, totals, place) of that member. Reading the cluster is the
 * caller's to check; details need RIGHT_SHEET_READ besides. */
bool scoring_visible(const struct scoreboard *board, const struct user *user, size_t unit);
/* Whether he sees those of all. Where he does not, no list shows places: they tell of others. */
bool scoring_visible_all(const struct scoreboard *board, const struct user *user);

struct scoring_sight {
    bool all;
    size_t *units; /* where not all: indices of members he sees, ascending */
    size_t count;
    enum sight_why why; /* where not all */
    size_t *unsent;     /* of SIGHT_UNSENT: who has not sent */
    size_t unsent_count;
};
struct scoring_sight scoring_visible_units(struct arena *arena, const struct scoreboard *board,
                                           const struct user *user);
bool scoring_sight_has(const struct scoring_sight *sight, size_t unit);
/* scoring_explain to USER: the leader's result is told to who sees the points of all. */
void scoring_explain_seen(struct arena *arena, enum lang lang, const struct scoreboard *board,
                          const struct user *user, size_t unit, size_t criterion,
                          struct scoring_explanation *ret_explanation);
/* "Điểm của đơn vị khác hiện ra khi mọi đơn vị đã gửi. Chưa gửi: …." Empty where he sees all. */
struct str scoring_sight_words(struct arena *arena, enum lang lang, const struct scoreboard *board,
                               const struct scoring_sight *sight);

/* Whether the stage said anything of the unit: decided, corrected or agreed. */
bool scoring_has_stage(const struct scoreboard *board, size_t unit, enum score_stage stage);
/* Whether the unit is verified: complete, each difference looked at by a stage from the head's on,
 * and something of it at all. */
bool scoring_unit_verified(const struct scoreboard *board, size_t unit);

/* What the points of the board may be called. */
struct scoring_result scoring_result_of(struct arena *arena, const struct scoreboard *board);

/* The same in words, with the further sentence where there is one: "Tạm tính – chưa thẩm định xong.
 * Điểm sơ kết 6 tháng …"; for papers. */
struct str scoring_result_told(struct arena *arena, enum lang lang, const struct scoreboard *board);

/* The board's figures as if the stages after LAST had decided nothing: "điểm đến hết bước …". */
struct score_matrix scoring_stage_matrix(struct arena *arena, const struct scoreboard *board,
                                         enum score_stage last);

#endif
