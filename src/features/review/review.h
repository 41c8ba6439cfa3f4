/* The half-year review: what its report says. Pure.
 *
 * Sections follow the usual outline of a "báo cáo sơ kết 6 tháng" (its order is custom, no law: the
 * program marks it so). Texts are typed or pasted by people; figures come from the scores; nothing
 * is made up. An empty section is listed before printing, never filled.
 */
#ifndef FEATURES_REVIEW_REVIEW_H
#define FEATURES_REVIEW_REVIEW_H

#include "base/date.h"
#include "base/list.h"
#include "features/period/period.h"
#include "text/message.h"

enum review_section {
    REVIEW_SITUATION,  /* I. đặc điểm tình hình */
    REVIEW_LEADERSHIP, /* II.1 lãnh đạo, chỉ đạo */
    REVIEW_MOVEMENTS,  /* II.2 tổ chức phong trào, các đợt cao điểm */
    REVIEW_RESULTS,    /* II.3 kết quả theo nội dung, chỉ tiêu giao ước */
    REVIEW_REWARDS,    /* II.4 công tác khen thưởng */
    REVIEW_ACTIVITIES, /* II.5 hoạt động của cụm, điển hình tiên tiến */
    REVIEW_CAUSES,     /* III. nhận xét chung về hạn chế, nguyên nhân, bài học */
    REVIEW_DIRECTION,  /* IV. phương hướng 6 tháng cuối năm */
    REVIEW_PROPOSALS,  /* V. kiến nghị */
    REVIEW_SECTION_COUNT,
};

enum { REVIEW_TEXT_MAX = 20000, REVIEW_FIELD_MAX = 2000, REVIEW_ITEMS_MAX = 200 };

struct str review_section_code(enum review_section section);
bool review_section_from_code(struct str code, enum review_section *ret_section);
/* "II.1. Công tác lãnh đạo, chỉ đạo", with its number in the report of that half-year. */
struct message review_section_title(struct arena *arena, enum lang lang,
                                    enum review_section section, struct period period);
enum msg_id review_section_hint(enum review_section section);

enum review_item_kind { REVIEW_SHORTCOMING, REVIEW_TASK, REVIEW_ITEM_KIND_COUNT };

struct str review_item_code(enum review_item_kind kind);
bool review_item_from_code(struct str code, enum review_item_kind *ret_kind);

struct review_item {
    struct str id; /* empty: a new one */
    enum review_item_kind kind;
    int64_t revision;
    struct str content;
    struct str cause;
    struct str lesson;
    struct str remedy;
    struct str owner;
    struct date due; /* empty: none said */
    struct str author;
    int64_t at_ms;
};

struct review_text {
    struct str body; /* empty: nothing written */
    struct str author;
    int64_t at_ms;
    struct str source; /* where a documented text comes from */
    int64_t revision;
};

/* A task set for the second half-year, as the annual review accounts for it. The review knows no
 * plan: what it is told comes through review_accounts_service.h. */
struct review_account {
    struct str content;
    struct str owner;
    struct date due;     /* empty: none */
    enum msg_id outcome; /* "Hoàn thành" */
    bool is_missing;     /* nobody accounted for it */
    struct str text;     /* its result, or why not; may be empty */
    enum msg_id note;    /* what must be known beside it, or MSG_none */
};

struct review_accounts {
    struct review_account *items;
    size_t count;
    size_t capacity;
    size_t done, partly, failed, missing;
};

struct review {
    struct review_text texts[REVIEW_SECTION_COUNT];
    LIST(struct review_item) shortcomings;
    LIST(struct review_item) tasks;
    struct review_accounts accounts; /* of the second half-year; else none */
    struct str audit_mark;           /* for papers of what is closed; else absent */
};

/* Whether a section has nothing to print: REVIEW_CAUSES counts the shortcomings too,
 * REVIEW_DIRECTION the tasks. */
bool review_section_is_empty(const struct review *review, enum review_section section,
                             bool has_scores);

/* An item as typed. */
struct review_item_form {
    struct str content;
    struct str cause;
    struct str lesson;
    struct str remedy;
    struct str owner;
    struct str due;
    /* The item's revision when the page was drawn; 0: does not matter. */
    int64_t seen_revision;
};
void review_check_item(struct arena *arena, enum review_item_kind kind,
                       const struct review_item_form *form, struct issues *issues,
                       struct review_item *ret_item);

/* Pasted lines, one task each: without the bullet or number a list puts before it, empty ones left
 * out. */
struct review_lines {
    struct str *items;
    size_t count;
    size_t capacity;
};
struct review_lines review_read_lines(struct arena *arena, struct str text);

#endif
