/* "…/phong-trao/:movement/don-vi/:unit": what one member promised and reported. */
#ifndef FEATURES_MOVEMENT_PARTICIPATION_WEB_H
#define FEATURES_MOVEMENT_PARTICIPATION_WEB_H

#include "features/file/file_web.h"
#include "features/movement/movement_web.h"

struct movement_report_line {
    struct str day;
    struct str done;
    struct str body;
    struct str evidence;
    struct str recorded;
    struct str withdrawn; /* empty: it stands */
};

struct commitment_line {
    struct str body;
    struct str target; /* "12 buổi" */
    bool is_own;
    struct movement_cell cell;
    struct str recorded;
    struct str withdrawn;
    LIST(struct movement_report_line) progress;
};

/* A row of the form to register: names of its fields, what the movement asks, what was typed. */
struct register_line {
    struct str content_id;
    struct str content; /* empty: a row for an own content */
    struct str asked;   /* "12 buổi" */
    struct str content_field;
    struct str taken_field;
    struct str body_field;
    struct str measure_field;
    struct str target_field;
    struct commitment_form typed;
    const struct issue *body_issue;
    const struct issue *target_issue;
};

struct participation_retry {
    const struct issues *issues;
    const struct participation_form *form;
    struct movement_report_form progress;
    struct str withdraw_id;
    struct str withdraw_reason;
};

struct participation_view {
    const struct page *page;
    struct str unit_name;
    struct str path;
    struct movement_line line;
    struct str movement_href;
    struct str registered; /* "Đăng ký ngày 16/7/2020, …"; empty: not yet */
    struct str remark;
    struct str report_by;
    LIST(struct commitment_line) commitments;
    bool may_enter;     /* the right, and the movement is open */
    struct str why_not; /* why nothing can be entered now; empty */
    LIST(struct register_line) rows;
    struct str registered_on;
    struct str new_remark;
    bool is_registered;
    struct ui_options promised;
    struct movement_report_form progress;
    struct ui_options withdrawable;
    struct str withdraw_reason;
    struct file_list files;
};

extern const struct route participation_routes[];
extern const size_t participation_routes_count;

#endif
