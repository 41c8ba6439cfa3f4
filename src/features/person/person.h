/* People, dated: types and what must hold. Pure.
 *
 * A person is an identity. What is true of it stands in spans, one aspect each, valid in
 * [from, to): the unit it belongs to, a unit it is seconded to, posts, ranks, object class, long
 * absences. A change withdraws spans and adds others; none is ever altered or deleted.
 *
 * An unknown beginning is allowed: `from` is empty and the span holds on every day before `to`;
 * where only a month or year is known, `begins` says so and `from` is its first day.
 */
#ifndef FEATURES_PERSON_PERSON_H
#define FEATURES_PERSON_PERSON_H

#include <stdint.h>

#include "base/partial_date.h"
#include "text/message.h"

enum {
    PERSON_NAME_MAX = 100, /* characters */
    PERSON_TEXT_MAX = 200, /* of a post, a rank, a decision, a source */
    PERSON_SPANS_MAX = 500,
};

enum person_aspect {
    PERSON_UNIT,     /* belongs to it: one on a day */
    PERSON_SECONDED, /* works there, and still belongs to its own: one on a day */
    PERSON_POST,     /* chức vụ; several at once are pointed out, not refused */
    PERSON_RANK,     /* cấp bậc: one on a day */
    PERSON_CLASS,    /* object class (person_class.code): one on a day */
    PERSON_AWAY,     /* long absence: enum person_away's code */
    PERSON_ASPECT_COUNT,
};
struct str person_aspect_code(enum person_aspect aspect);
bool person_aspect_from_code(struct str code, enum person_aspect *ret_aspect);
enum msg_id person_aspect_name(enum person_aspect aspect);

/* How somebody came to a unit. */
enum person_how { HOW_UNSAID, HOW_RECRUITED, HOW_TRANSFERRED, HOW_OTHER, PERSON_HOW_COUNT };
struct str person_how_code(enum person_how how);
bool person_how_from_code(struct str code, enum person_how *ret_how);
enum msg_id person_how_name(enum person_how how);

/* Why somebody was not there. Nothing more is kept of it. */
enum person_away { AWAY_TRAINING, AWAY_TREATMENT, AWAY_OTHER, PERSON_AWAY_COUNT };
struct str person_away_code(enum person_away away);
bool person_away_from_code(struct str code, enum person_away *ret_away);
enum msg_id person_away_name(enum person_away away);

struct person_span {
    struct str id; /* of the row; empty: not stored */
    enum person_aspect aspect;
    struct str unit_id;   /* of PERSON_UNIT and PERSON_SECONDED; else empty */
    struct str unit_name; /* as it was called when the span began */
    struct str unit_slug;
    struct str value; /* a post, a rank; a code of a class, of an absence */
    bool leads;
    enum person_how how;
    struct partial_date begins;
    struct date from;
    struct date to;
    struct str source;
    int64_t recorded_ms;
    struct str recorded_by;
};

/* Not withdrawn ones, by aspect, then beginning. */
struct person_spans {
    struct person_span *items;
    size_t count;
    size_t capacity;
};

/* By aspect, then beginning. */
void person_spans_sort(struct person_spans *spans);

/* Whether it holds on a day; whether two hold on a day in common, whatever their aspects. */
bool person_span_holds(const struct person_span *span, struct date day);
bool person_spans_overlap(const struct person_span *a, const struct person_span *b);

/* The one that holds; of posts the leading one, else the newest. NULL: none. */
const struct person_span *person_span_on(const struct person_spans *spans,
                                         enum person_aspect aspect, struct date day);

/* The text or code of that one; empty: none. */
struct str person_value_on(const struct person_spans *spans, enum person_aspect aspect,
                           struct date day);

/* --- adding and mending ----------------------------------------------------------------------- */

/* What storing ADDED comes to: a span of before may have to end where it begins. */
struct person_plan {
    const struct person_span *ended; /* NULL: none; it ends on added.from */
    struct person_span added;
};

/* Whether ADDED may stand beside SPANS (without the one of id INSTEAD_OF, which it corrects). With
 * SUCCEEDS an open post, rank or class that began before ends on its first day; a unit never does:
 * that is a transfer. Issues go to "from" and "to". */
void person_plan_span(struct arena *arena, const struct person_spans *spans, struct str instead_of,
                      bool succeeds, const struct person_span *added, struct issues *issues,
                      struct person_plan *ret_plan);

/* What a reader should know of the record: posts at once, days without post or unit between two,
 * two units on a day. For a person's page and for `verify`. */
struct person_findings {
    struct message *items;
    size_t count;
    size_t capacity;
};
void person_look_over(struct arena *arena, const struct person_spans *spans,
                      struct person_findings *ret_findings);

/* What somebody may see who had the person in its unit on DAY and no longer has: nothing that began
 * after. */
void person_spans_until(struct arena *arena, const struct person_spans *spans, struct date day,
                        struct person_spans *ret_spans);

/* --- who is who ------------------------------------------------------------------------------- */

/* The part of a name that Vietnamese lists go by: the last word; "Y Ban Niê" goes by "Ban", "H’Hen
 * Niê" by "H’Hen". A proposal: the form lets people write another. */
struct str person_sort_name(struct arena *arena, struct str full_name);
/* Bytes that order by the sort name, then the whole name. */
struct str person_sort_key(struct arena *arena, struct str sort_name, struct str full_name);

/* Whether two birth dates can be the same; what is not known can be anything. */
bool person_births_agree(struct partial_date a, struct partial_date b);

/* "1988" of a birth date; "" where it is not known. */
struct str person_birth_year(struct arena *arena, struct partial_date born);

#endif
