/* What became of units: predecessors and successors, many to one and one to many. Pure.
 *
 * The states say who existed when; a succession says why, and who carries on whose work. Whether a
 * successor also carries on a streak of titles is no consequence of it: no rule was found, so
 * somebody decides for each pair, and until then it is undecided.
 */
#ifndef FEATURES_ORGANISATION_SUCCESSION_H
#define FEATURES_ORGANISATION_SUCCESSION_H

#include "features/organisation/organisation.h"

enum succession_kind {
    SUCCESSION_DISSOLVED,
    SUCCESSION_MERGED,
    SUCCESSION_SPLIT,
    SUCCESSION_RENAMED, /* carried on as another unit under another name */
    SUCCESSION_MOVED,   /* carried on as another unit elsewhere */
    SUCCESSION_FORMED,
    SUCCESSION_KIND_COUNT,
};
struct str succession_kind_code(enum succession_kind kind);
bool succession_kind_from_code(struct str code, enum succession_kind *ret_kind);
enum msg_id succession_kind_name(enum succession_kind kind);

enum streak { STREAK_UNDECIDED, STREAK_YES, STREAK_NO, STREAK_COUNT };
struct str streak_code(enum streak streak);
bool streak_from_code(struct str code, enum streak *ret_streak);
enum msg_id streak_name(enum streak streak);

struct succession_part {
    struct str unit_id;
    struct str slug;
    struct str name; /* as it was then */
};

struct succession_parts {
    struct succession_part *items;
    size_t count;
    size_t capacity;
};

struct succession_streak {
    struct str from_id;
    struct str to_id;
    int64_t revision;
    enum streak inherits;
    struct unit_decision decision; /* without source */
    struct str reason;
    int64_t recorded_ms;
    struct str recorded_by;
};

struct succession {
    struct str id;
    enum succession_kind kind;
    bool is_decided; /* else it was only proposed */
    struct date on;  /* empty: a proposal without a date */
    struct unit_decision decision;
    struct str note;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t withdrawn_ms; /* 0: not withdrawn */
    struct succession_parts from;
    struct succession_parts to;             /* empty: not decided where it went, or nowhere */
    LIST(struct succession_streak) streaks; /* the newest of each pair; no line: undecided */
};

struct successions {
    struct succession *items;
    size_t count;
    size_t capacity;
};

bool succession_has(const struct succession_parts *parts, struct str unit_id);
/* The newest decision on the pair; STREAK_UNDECIDED without one. */
enum streak succession_streak_of(const struct succession *succession, struct str from_id,
                                 struct str to_id);

/* One unit on the way back or forward. */
struct lineage_step {
    struct str unit_id;
    struct str slug;
    struct str name;
    size_t distance;          /* successions between */
    size_t succession;        /* index of the one that leads here */
    bool streak_is_inherited; /* yes was decided on every step of the way */
};

struct lineage {
    struct lineage_step *items;
    size_t count;
    size_t capacity;
};

/* All predecessors (or successors) by decided, not withdrawn successions until the day, nearest
 * first, each unit once: of several ways one with an inherited streak is kept. */
enum lineage_way { LINEAGE_BACK, LINEAGE_FORWARD };
void succession_lineage(struct arena *arena, const struct successions *all, struct str unit_id,
                        enum lineage_way way, struct date until, struct lineage *ret_lineage);

/* A succession against the book: kinds and their numbers of parts, each predecessor existed the day
 * before, each successor on the day. A proposal may leave the day open, a decision may not. */
void succession_check(struct arena *arena, const struct organisation *organisation,
                      const struct succession *succession, struct issues *issues);

#endif
