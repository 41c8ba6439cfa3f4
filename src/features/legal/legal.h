/* Documents of law and of authorities, as they are cited: pure.
 *
 * A document is known by its code, which never changes ("nd-98-2023"). What is not known is empty,
 * never guessed: a document whose begin is not known is neither "in force" nor "not in force".
 */
#ifndef FEATURES_LEGAL_LEGAL_H
#define FEATURES_LEGAL_LEGAL_H

#include "base/list.h"
#include "base/partial_date.h"
#include "text/message.h"

enum legal_kind {
    LEGAL_LAW,
    LEGAL_DECREE,
    LEGAL_CIRCULAR,
    LEGAL_DIRECTIVE,
    LEGAL_GUIDANCE,
    LEGAL_DECISION,
    LEGAL_RESOLUTION,
    LEGAL_REGULATION, /* of a cluster or an office: quy chế */
    LEGAL_OTHER,
    LEGAL_KIND_COUNT,
};

/* Whom it binds. Three rule-sets run side by side in one cluster. */
enum legal_scope {
    LEGAL_FOR_ALL,
    LEGAL_FOR_ARMY,
    LEGAL_FOR_MILITIA,
    LEGAL_FOR_PLACE, /* a province, an office: see its issuer */
    LEGAL_SCOPE_COUNT,
};

/* How it is known. */
enum legal_mark {
    LEGAL_SOURCED,     /* the text or the responsible body was read */
    LEGAL_SECOND_HAND, /* a summary, a draft, news: to be checked before one relies on it */
    LEGAL_ENTERED,     /* by the organisation that uses the program */
    LEGAL_MARK_COUNT,
};

enum legal_standing {
    LEGAL_STANDING_UNKNOWN, /* its begin is not known, and no end before that date is */
    LEGAL_NOT_YET,
    LEGAL_IN_FORCE,
    LEGAL_ENDED,
    LEGAL_STANDING_COUNT,
};

struct legal_document {
    struct str code;
    enum legal_kind kind;
    enum legal_scope scope;
    struct str number; /* "98/2023/NĐ-CP" */
    struct str issuer; /* "Chính phủ"; may be empty */
    struct str title;
    struct partial_date issued; /* may be empty, or the year alone */
    struct date from;           /* first day in force; empty: not known */
    struct date to;             /* first day no longer in force; empty: no end is known */
    struct str replaced_by;     /* code; empty: none known */
    struct str amends;          /* code of the document it amends; empty: none */
    enum legal_mark mark;
    struct str source; /* where this was read */
    struct str note;   /* what must be known beside it; may be empty */
};

struct legal_documents {
    struct legal_document *items;
    size_t count;
    size_t capacity;
};

/* What the program ships, in the order of kinds and dates of issue. Static memory. */
extern const struct legal_document LEGAL_BOOK[];
extern const size_t LEGAL_BOOK_COUNT;

/* Codes as stored and in addresses; false for what is none. */
struct str legal_kind_code(enum legal_kind kind);
bool legal_kind_from_code(struct str code, enum legal_kind *ret_kind);
struct str legal_scope_code(enum legal_scope scope);
bool legal_scope_from_code(struct str code, enum legal_scope *ret_scope);

enum msg_id legal_kind_name(enum legal_kind kind);
enum msg_id legal_scope_name(enum legal_scope scope);
enum msg_id legal_mark_name(enum legal_mark mark);
enum msg_id legal_standing_name(enum legal_standing standing);

enum legal_standing legal_standing_on(const struct legal_document *document, struct date day);

/* NULL when there is none of that code. */
const struct legal_document *legal_find(const struct legal_documents *documents, struct str code);

/* "Nghị định 98/2023/NĐ-CP", as papers cite it, and with the day: "… ngày 31/12/2023". */
struct str legal_citation(struct arena *arena, enum lang lang,
                          const struct legal_document *document);

/* A citation on a day that the document does not carry: the sentence says since when and what
 * stands in its place, if that is known. False where there is nothing to point out. */
bool legal_doubt(struct arena *arena, const struct legal_documents *documents, struct str code,
                 struct date day, struct message *ret_doubt);

/* What must hold of the whole register: what a row names stands in it, and an end comes after its
 * begin. The form sees to that; this finds what was changed from outside. */
void legal_check_register(struct arena *arena, const struct legal_documents *documents,
                          struct issues *issues);

/* Those whose number, title or issuer hold the words (folded, in any order), of that scope (or
 * LEGAL_SCOPE_COUNT: all) and, with a day that is not empty, in force or of unknown standing then.
 */
void legal_search(struct arena *arena, const struct legal_documents *documents, struct str words,
                  enum legal_scope scope, struct date day, struct legal_documents *ret_found);

/* The form, as typed. */
struct legal_form {
    struct str kind;
    struct str scope;
    struct str number;
    struct str issuer;
    struct str title;
    struct str issued; /* a date, a month or a year */
    struct str from;
    struct str to; /* the last day in force, as people write it */
    struct str replaced_by;
    struct str amends;
    struct str source;
    struct str note;
};

enum { LEGAL_TEXT_MAX = 500, LEGAL_NUMBER_MAX = 60 };

/* Understands the form; what is wrong goes into ISSUES by the form's field names. The document's
 * code is made from its number where CODE is empty. */
void legal_check_form(struct arena *arena, const struct legal_form *form, struct str code,
                      const struct legal_documents *others, struct issues *issues,
                      struct legal_document *ret_document);

#endif
