/* Titles of emulation (danh hiệu thi đua): whom they are for, and where that is said. Pure.
 *
 * What the program ships stands in award_book.c with its sources. An organisation adds its own;
 * they are marked as entered, not verified.
 */
#ifndef FEATURES_REGISTRATION_AWARD_TITLE_H
#define FEATURES_REGISTRATION_AWARD_TITLE_H

#include "base/date.h"
#include "base/list.h"
#include "text/message.h"

enum { AWARD_NAME_MAX = 200, AWARD_CODE_MAX = 12 };

enum award_mark {
    AWARD_SOURCED, /* the text was read */
    AWARD_ENTERED, /* by the organisation that uses the program: not verified */
};

struct award_title {
    struct str code; /* "CSTDCS" */
    struct str name; /* "Chiến sĩ thi đua cơ sở" */
    bool for_person; /* else for a unit */
    bool for_civil;
    bool for_army;
    bool for_militia;
    struct str legal_code; /* of the register of documents; may be empty */
    struct str article;    /* "Điều 23"; may be empty */
    struct str source;
    enum award_mark mark;
    struct date from; /* empty: not known */
    struct date to;   /* first day it is given no longer; empty: none known */
    struct str id;    /* of the row where it was entered; empty: shipped */
};

struct award_titles {
    struct award_title *items;
    size_t count;
    size_t capacity;
};

extern const struct award_title AWARD_BOOK[];
extern const size_t AWARD_BOOK_COUNT;

/* NULL when there is none of that code. */
const struct award_title *award_find(const struct award_titles *titles, struct str code);
/* Whether it is given in some part of that year. */
bool award_holds_in(const struct award_title *title, int year);
/* "quân đội, dân quân tự vệ" */
struct str award_forces(struct arena *arena, enum lang lang, const struct award_title *title);

/* The form, as typed. */
struct award_form {
    struct str code;
    struct str name;
    struct str subject; /* "person" | "unit" */
    bool for_civil;
    bool for_army;
    bool for_militia;
    struct str legal_code; /* code or number of a document of the register; may be empty */
    struct str source;
    struct str from;
    struct str to; /* the last day, as people write it */
};

/* What is wrong goes into ISSUES by the form's fields. legal_code is passed on as typed. */
void award_check_form(struct arena *arena, const struct award_form *form,
                      const struct award_titles *others, struct issues *issues,
                      struct award_title *ret_title);

#endif
