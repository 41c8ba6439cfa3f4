/* What the pages of one unit's scores share: finding the unit, addresses, how values are written.
 */
#ifndef FEATURES_SCORING_UNIT_WEB_H
#define FEATURES_SCORING_UNIT_WEB_H

#include "features/frame/frame.h"
#include "features/scoring/score_sheet_service.h"

/* The board of "/cum/:cluster/:period/…" and its unit ":unit". ERR_NOT_FOUND for a unit that is no
 * member, ERR_DENIED for one whose scores this user may not read. */
MUST_CHECK const struct err *unit_page_board(const struct request *request,
                                             struct scoreboard *ret_board, size_t *ret_unit);
/* The same for who is about to write: see scoring_load_ground. */
MUST_CHECK const struct err *unit_page_ground(const struct request *request,
                                              const struct scoring_ground **ret_ground,
                                              size_t *ret_unit);

/* "/cum/cum-mau/2020-H1/tham-dinh/dam-say", and with TAIL "…/dam-say/phan-hoi". */
struct str unit_page_path(struct arena *arena, const struct cluster_period *cluster,
                          const struct cluster_unit *unit, const char *tail);
/* Where a figure is explained: "…/tham-dinh/dam-say/II.2". */
struct str why_path(struct arena *arena, const struct scoreboard *board, size_t unit,
                    size_t criterion);
/* Its last part: "II.2". */
struct str why_part(struct arena *arena, const struct scoreboard *board, size_t criterion);
/* The criterion of the last part of such an address, or -1. */
ptrdiff_t why_criterion_of(const struct scoreboard *board, struct str part);

/* For input fields: as people type it, and read again as the same number in either language. */
struct str unit_page_typed_number(struct arena *arena, enum lang lang, struct decimal value,
                                  uint8_t min_scale);

/* "75 %", "0 vụ"; empty where there is no target. */
struct str unit_page_target(struct arena *arena, enum lang lang, const struct criterion *criterion);
/* A result with its unit of measure: "74 %", "A", "Đạt"; empty where CANONICAL is absent. */
struct str unit_page_actual(struct arena *arena, enum lang lang, const struct criterion *criterion,
                            struct str canonical);
/* Own points against those by rule: "cao hơn quy tắc 0,16"; empty where they do not differ. */
struct str unit_page_difference(struct arena *arena, enum lang lang, const struct sheet_line *line);

/* That a result goes far beyond its target: "bằng 133,3 % chỉ tiêu, vượt mức 125 % – xem lại";
 * empty where it does not. */
struct str unit_page_over(struct arena *arena, enum lang lang, const struct scoring_rules *rules,
                          const struct sheet_line *line);

/* Faults that cost the unit points in two criteria, a sentence with a hint for each. */
struct unit_words {
    struct str *items;
    size_t count;
    size_t capacity;
};
void unit_page_twice(struct arena *arena, enum lang lang, const struct scoreboard *board,
                     size_t unit, struct unit_words *ret_words);

/* The same findings for the summary at the top: "II.2: …" where the field is of a criterion
 * ("points.II.2"). */
const struct issues *unit_page_summary(struct arena *arena, enum lang lang,
                                       const struct issues *issues);

#endif
