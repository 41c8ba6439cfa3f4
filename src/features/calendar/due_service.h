/* What a year's calendar can see by itself: whether each member has done what was due.
 *
 * A row of the calendar names a kind; the room that the work belongs to offers that kind (the hook
 * below), so that the calendar depends on no room and knows no table but its own. Kinds stand in
 * src/due_list.c.
 */
#ifndef FEATURES_CALENDAR_DUE_SERVICE_H
#define FEATURES_CALENDAR_DUE_SERVICE_H

#include "features/calendar/calendar.h"
#include "features/cluster/cluster_year_service.h"

struct due_mark {
    enum due_state state;
    int64_t at_ms;          /* when it was received (or begun); 0: not known */
    struct message details; /* what is missing, for people; MSG_none: nothing to say */
};

struct due_kind {
    struct str code;  /* as stored in calendar rows: "registration" */
    enum msg_id name; /* "Đăng ký thi đua" */
    bool by_unit;     /* each member has it to do; else the cluster (its head) once */
    bool of_half;     /* there is one in each half-year: a row must name its half */
    /* Fills one mark a member of YEAR, in its order (by_unit), or one for the cluster. PERIOD_HALF
     * is 1 or 2 where the row belongs to a half-year, else 0. RET_MARKS has room for them all and
     * starts as DUE_MISSING. */
    const struct err *(*look)(struct db_tx *tx, struct arena *arena,
                              const struct cluster_year *year, int period_half,
                              struct due_mark *ret_marks);
    /* Where the work is done, below "/cum/SLUG/": "nam/2020/dang-ky", "2020-H1/nhap-phieu". */
    struct str (*place)(struct arena *arena, const struct cluster_year *year, int period_half);
};

extern const struct due_kind *const due_kinds[];
extern const size_t due_kind_count;

/* NULL for a code that no room offers. */
const struct due_kind *due_kind_of(struct str code);

#endif
