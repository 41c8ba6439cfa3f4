/* What the kinds of criteria are called, and what each means for who goes through a table. */
#include "features/scoring/scoring.h"

#include "text/vi_fold.h"

static const struct {
    struct str code;
    const char *words; /* of the tables of criteria, folded */
    enum msg_id name;
} KINDS[CRITERION_KIND_COUNT] = {
    [CRITERION_GROUP] = {STR_INIT("group"), "", MSG_scoring_kind_group},
    [CRITERION_QUANTITY] = {STR_INIT("quantity"), "dinh luong", MSG_scoring_kind_quantity},
    [CRITERION_GRADE] = {STR_INIT("grade"), "dinh tinh", MSG_scoring_kind_grade},
    [CRITERION_PASS] = {STR_INIT("pass"), "dat/khong dat", MSG_scoring_kind_pass},
    [CRITERION_FEWER] = {STR_INIT("fewer"), "dinh luong nghich", MSG_scoring_kind_fewer},
    [CRITERION_LEADER] = {STR_INIT("leader"), "so voi don vi dan dau", MSG_scoring_kind_leader},
    [CRITERION_ITEMS] = {STR_INIT("items"), "diem theo so luong", MSG_scoring_kind_items},
    [CRITERION_BONUS] = {STR_INIT("bonus"), "thuong", MSG_scoring_kind_bonus},
    [CRITERION_PENALTY] = {STR_INIT("penalty"), "tru", MSG_scoring_kind_penalty},
    [CRITERION_MEAN] = {STR_INIT("mean"), "trung binh", MSG_scoring_kind_mean},
    [CRITERION_INVERSE] = {STR_INIT("inverse"), "ty le nghich", MSG_scoring_kind_inverse},
    [CRITERION_MARK] = {STR_INIT("mark"), "cham truc tiep", MSG_scoring_kind_mark},
    [CRITERION_EXTRA_ITEMS] = {STR_INIT("extra-items"), "thuong theo so luong",
                               MSG_scoring_kind_extra_items},
    [CRITERION_EXTRA_LEVEL] = {STR_INIT("extra-level"), "thuong theo muc",
                               MSG_scoring_kind_extra_level},
    [CRITERION_PENALTY_ITEMS] = {STR_INIT("penalty-items"), "tru theo so luong",
                                 MSG_scoring_kind_penalty_items},
    [CRITERION_PENALTY_LEVEL] = {STR_INIT("penalty-level"), "tru theo muc",
                                 MSG_scoring_kind_penalty_level},
    [CRITERION_DISQUALIFY] = {STR_INIT("disqualify"), "loai khoi xet", MSG_scoring_kind_disqualify},
};

static const struct {
    struct str code;
    enum msg_id name;
} STAGES[SCORE_STAGE_COUNT] = {
    [SCORE_SELF] = {STR_INIT("self"), MSG_scoring_stage_self},
    [SCORE_CROSS] = {STR_INIT("cross"), MSG_scoring_stage_cross},
    [SCORE_HEAD] = {STR_INIT("accepted"), MSG_scoring_stage_head},
    [SCORE_OFFICE] = {STR_INIT("office"), MSG_scoring_stage_office},
    [SCORE_MEETING] = {STR_INIT("meeting"), MSG_scoring_stage_meeting},
    [SCORE_COUNCIL] = {STR_INIT("council"), MSG_scoring_stage_council},
};

static const struct str ROLLUPS[ROLLUP_COUNT] = {
    [ROLLUP_NONE] = STR_INIT(""),
    [ROLLUP_SUM] = STR_INIT("sum"),
    [ROLLUP_MEAN] = STR_INIT("mean"),
    [ROLLUP_LAST] = STR_INIT("last"),
};

struct str score_stage_code(enum score_stage stage) {
    return STAGES[stage].code;
}

bool score_stage_from_code(struct str code, enum score_stage *ret_stage) {
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        if (str_equal(STAGES[stage].code, code)) {
            *ret_stage = (enum score_stage)stage;
            return true;
        }
    return false;
}

enum msg_id score_stage_name(enum score_stage stage) {
    return STAGES[stage].name;
}

struct str rollup_code(enum rollup rollup) {
    return ROLLUPS[rollup];
}

bool rollup_from_code(struct str code, enum rollup *ret_rollup) {
    for (int rollup = 0; rollup < ROLLUP_COUNT; rollup++)
        if (str_equal(ROLLUPS[rollup], code)) {
            *ret_rollup = (enum rollup)rollup;
            return true;
        }
    return false;
}

struct str criterion_kind_code(enum criterion_kind kind) {
    return KINDS[kind].code;
}

enum msg_id criterion_kind_name(enum criterion_kind kind) {
    return KINDS[kind].name;
}

bool criterion_kind_from_code(struct str code, enum criterion_kind *ret_kind) {
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].code, code)) {
            *ret_kind = (enum criterion_kind)kind;
            return true;
        }
    return false;
}

/* Folded, and without blanks around a slash: "Đạt / Không đạt" is "dat/khong dat". */
static struct str fold_words(struct arena *arena, struct str words) {
    struct str folded = vi_fold(arena, words);
    char *text = arena_alloc(arena, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        bool beside_slash = folded.p[i] == ' ' && ((n && text[n - 1] == '/') ||
                                                   (i + 1 < folded.n && folded.p[i + 1] == '/'));
        if (!beside_slash)
            text[n++] = folded.p[i];
    }
    return (struct str){text, n};
}

bool criterion_kind_from_words(struct arena *arena, struct str words,
                               enum criterion_kind *ret_kind) {
    struct str folded = fold_words(arena, words);
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++)
        if (str_equal_c(folded, KINDS[kind].words)) {
            *ret_kind = (enum criterion_kind)kind;
            return true;
        }
    return false;
}

ptrdiff_t criteria_find(const struct criteria *criteria, struct str code) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].code, code))
            return (ptrdiff_t)i;
    return -1;
}

size_t criteria_end_of(const struct criteria *criteria, size_t row) {
    size_t end = row + 1;
    while (end < criteria->count && criteria->items[end].depth > criteria->items[row].depth)
        end++;
    return end;
}

struct decimal criteria_max_total(const struct criteria *criteria) {
    return criteria_max_of(criteria, 0, criteria->count);
}

/* Whether a unit of that kind gets the row: neither it nor what it stands in is for another. */
static bool is_for(const struct criteria *criteria, size_t row, struct str kind) {
    for (ptrdiff_t i = (ptrdiff_t)row; i >= 0; i = criteria->items[i].parent)
        if (criteria->items[i].for_kind.n && !str_equal(criteria->items[i].for_kind, kind))
            return false;
    return true;
}

/* What units of one kind (empty: of one that nothing names) can get of these rows. A mean that no
 * part of is theirs is not theirs either. */
static struct decimal max_for(const struct criteria *criteria, struct str kind, size_t from,
                              size_t end) {
    struct decimal total = DECIMAL_ZERO;
    for (size_t i = from; i < end;) {
        const struct criterion *criterion = &criteria->items[i];
        bool mean = criterion->kind == CRITERION_MEAN;
        size_t next = mean ? criteria_end_of(criteria, i) : i + 1;
        bool counts = !mean && criterion_is_content(criterion) && is_for(criteria, i, kind);
        for (size_t k = i + 1; mean && k < next && !counts; k++)
            counts = criterion_is_content(&criteria->items[k]) && is_for(criteria, k, kind);
        if (counts)
            total = decimal_add(total, criterion->max);
        i = next;
    }
    return total;
}

struct decimal criteria_max_for(const struct criteria *criteria, struct str kind) {
    return max_for(criteria, kind, 0, criteria->count);
}

struct decimal criteria_max_of(const struct criteria *criteria, size_t from, size_t end) {
    struct decimal most = max_for(criteria, STR(""), from, end);
    struct str last = STR("");
    for (size_t i = 0; i < criteria->count; i++) {
        struct str kind = criteria->items[i].for_kind;
        if (!kind.n || str_equal(kind, last))
            continue;
        last = kind;
        struct decimal max = max_for(criteria, kind, from, end);
        if (decimal_compare(max, most) > 0)
            most = max;
    }
    return most;
}

/* --- what a kind means --------------------------------------------------------------------- */

static const struct {
    enum criterion_book books;
    bool group;
    bool counts;
    bool whole;
    bool each; /* points for each */
} MEANS[CRITERION_KIND_COUNT] = {
    [CRITERION_GROUP] = {.group = true},
    [CRITERION_QUANTITY] = {BOOKS_CONTENT, .counts = true},
    [CRITERION_GRADE] = {BOOKS_CONTENT},
    [CRITERION_PASS] = {BOOKS_CONTENT},
    [CRITERION_FEWER] = {BOOKS_CONTENT, .counts = true, .whole = true},
    [CRITERION_LEADER] = {BOOKS_CONTENT, .counts = true},
    [CRITERION_ITEMS] = {BOOKS_CONTENT, .counts = true, .whole = true, .each = true},
    [CRITERION_BONUS] = {BOOKS_BONUS},
    [CRITERION_PENALTY] = {BOOKS_PENALTY, .counts = true, .whole = true},
    [CRITERION_MEAN] = {.group = true},
    [CRITERION_INVERSE] = {BOOKS_CONTENT, .counts = true},
    [CRITERION_MARK] = {BOOKS_CONTENT, .counts = true},
    [CRITERION_EXTRA_ITEMS] = {BOOKS_BONUS, .counts = true, .whole = true, .each = true},
    [CRITERION_EXTRA_LEVEL] = {BOOKS_BONUS},
    [CRITERION_PENALTY_ITEMS] = {BOOKS_PENALTY, .counts = true, .whole = true, .each = true},
    [CRITERION_PENALTY_LEVEL] = {BOOKS_PENALTY},
    [CRITERION_DISQUALIFY] = {BOOKS_NOTHING},
};

enum criterion_book criterion_books(const struct criterion *criterion) {
    return MEANS[criterion->kind].books;
}

bool criterion_is_group(const struct criterion *criterion) {
    return MEANS[criterion->kind].group;
}

bool criterion_is_scored(const struct criterion *criterion) {
    return !MEANS[criterion->kind].group;
}

bool criterion_is_content(const struct criterion *criterion) {
    return MEANS[criterion->kind].books == BOOKS_CONTENT;
}

bool criterion_expects_self(const struct criterion *criterion) {
    return criterion_is_content(criterion) && criterion->owner == SCORE_SELF;
}

bool criterion_takes_actual(const struct criterion *criterion) {
    return criterion_is_scored(criterion) && criterion->kind != CRITERION_BONUS;
}

bool criterion_counts(const struct criterion *criterion) {
    return MEANS[criterion->kind].counts;
}

bool criterion_counts_whole(const struct criterion *criterion) {
    return MEANS[criterion->kind].whole;
}

bool criterion_has_max(const struct criterion *criterion) {
    enum criterion_book books = criterion_books(criterion);
    bool extra = books == BOOKS_BONUS && criterion->kind != CRITERION_BONUS;
    return books == BOOKS_CONTENT || criterion_is_group(criterion) ||
           criterion->kind == CRITERION_BONUS || (extra && criterion->max.units > 0);
}

bool criterion_has_points_each(const struct criterion *criterion) {
    return MEANS[criterion->kind].each;
}

bool criterion_may_bonus(const struct criterion *criterion) {
    return criterion->kind == CRITERION_QUANTITY || criterion->kind == CRITERION_INVERSE;
}
