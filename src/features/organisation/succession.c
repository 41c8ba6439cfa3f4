#include "features/organisation/succession.h"

/* --- words ---------------------------------------------------------------------------------- */

enum parts { NONE, ONE, MANY, ANY };

/* How many predecessors and successors a kind has; dissolved: where it went may be open. */
static const struct {
    struct str code;
    enum msg_id name;
    enum parts from, to;
} KINDS[SUCCESSION_KIND_COUNT] = {
    [SUCCESSION_DISSOLVED] = {STR_INIT("dissolved"), MSG_organisation_kind_dissolved, MANY, ANY},
    [SUCCESSION_MERGED] = {STR_INIT("merged"), MSG_organisation_kind_merged, MANY, ONE},
    [SUCCESSION_SPLIT] = {STR_INIT("split"), MSG_organisation_kind_split, ONE, MANY},
    [SUCCESSION_RENAMED] = {STR_INIT("renamed"), MSG_organisation_kind_renamed, ONE, ONE},
    [SUCCESSION_MOVED] = {STR_INIT("moved"), MSG_organisation_kind_moved, ONE, ONE},
    [SUCCESSION_FORMED] = {STR_INIT("formed"), MSG_organisation_kind_formed, ANY, MANY},
};

static const struct {
    struct str code;
    enum msg_id name;
} STREAKS[STREAK_COUNT] = {
    [STREAK_UNDECIDED] = {STR_INIT("undecided"), MSG_organisation_streak_undecided},
    [STREAK_YES] = {STR_INIT("yes"), MSG_organisation_streak_yes},
    [STREAK_NO] = {STR_INIT("no"), MSG_organisation_streak_no},
};

struct str succession_kind_code(enum succession_kind kind) {
    return KINDS[kind].code;
}

bool succession_kind_from_code(struct str code, enum succession_kind *ret_kind) {
    for (int kind = 0; kind < SUCCESSION_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].code, code)) {
            *ret_kind = (enum succession_kind)kind;
            return true;
        }
    return false;
}

enum msg_id succession_kind_name(enum succession_kind kind) {
    return KINDS[kind].name;
}

struct str streak_code(enum streak streak) {
    return STREAKS[streak].code;
}

bool streak_from_code(struct str code, enum streak *ret_streak) {
    for (int streak = 0; streak < STREAK_COUNT; streak++)
        if (str_equal(STREAKS[streak].code, code)) {
            *ret_streak = (enum streak)streak;
            return true;
        }
    return false;
}

enum msg_id streak_name(enum streak streak) {
    return STREAKS[streak].name;
}

/* --- lineage -------------------------------------------------------------------------------- */

bool succession_has(const struct succession_parts *parts, struct str unit_id) {
    for (size_t i = 0; i < parts->count; i++)
        if (str_equal(parts->items[i].unit_id, unit_id))
            return true;
    return false;
}

enum streak succession_streak_of(const struct succession *succession, struct str from_id,
                                 struct str to_id) {
    enum streak newest = STREAK_UNDECIDED;
    int64_t revision = 0;
    for (size_t i = 0; i < succession->streaks.count; i++) {
        const struct succession_streak *streak = &succession->streaks.items[i];
        if (str_equal(streak->from_id, from_id) && str_equal(streak->to_id, to_id) &&
            streak->revision > revision) {
            newest = streak->inherits;
            revision = streak->revision;
        }
    }
    return newest;
}

static struct lineage_step *step_of(struct lineage *lineage, struct str unit_id) {
    for (size_t i = 0; i < lineage->count; i++)
        if (str_equal(lineage->items[i].unit_id, unit_id))
            return &lineage->items[i];
    return NULL;
}

struct walk {
    struct arena *arena;
    const struct successions *all;
    struct str start;
    enum lineage_way way;
    struct date until;
    struct lineage *lineage;
};

/* Adds what one unit leads to. A step found before without the streak may still win it. Answers
 * whether anything was learned. */
static bool walk_from(struct walk *walk, struct str unit_id, size_t distance, bool inherited) {
    bool learned = false;
    for (size_t s = 0; s < walk->all->count; s++) {
        const struct succession *succession = &walk->all->items[s];
        bool back = walk->way == LINEAGE_BACK;
        const struct succession_parts *here = back ? &succession->to : &succession->from;
        const struct succession_parts *there = back ? &succession->from : &succession->to;
        if (!succession->is_decided || succession->withdrawn_ms || date_is_empty(succession->on) ||
            date_compare(succession->on, walk->until) > 0 || !succession_has(here, unit_id))
            continue;
        for (size_t i = 0; i < there->count; i++) {
            const struct succession_part *part = &there->items[i];
            if (str_equal(part->unit_id, unit_id) || str_equal(part->unit_id, walk->start))
                continue;
            enum streak streak = back ? succession_streak_of(succession, part->unit_id, unit_id)
                                      : succession_streak_of(succession, unit_id, part->unit_id);
            bool goes_on = inherited && streak == STREAK_YES;
            struct lineage_step *known = step_of(walk->lineage, part->unit_id);
            if (known && (known->streak_is_inherited || !goes_on))
                continue;
            size_t steps = known ? known->distance : distance + 1;
            if (!known)
                known = list_push(walk->arena, walk->lineage);
            *known =
                (struct lineage_step){part->unit_id, part->slug, part->name, steps, s, goes_on};
            learned = true;
        }
    }
    return learned;
}

void succession_lineage(struct arena *arena, const struct successions *all, struct str unit_id,
                        enum lineage_way way, struct date until, struct lineage *ret_lineage) {
    *ret_lineage = (struct lineage){0};
    struct walk walk = {arena, all, unit_id, way, until, ret_lineage};
    walk_from(&walk, unit_id, 0, true);
    bool learned = true;
    while (learned) {
        learned = false;
        for (size_t i = 0; i < ret_lineage->count; i++) {
            struct lineage_step step = ret_lineage->items[i];
            learned |= walk_from(&walk, step.unit_id, step.distance, step.streak_is_inherited);
        }
    }
}

/* --- what must hold ------------------------------------------------------------------------- */

static bool fits(enum parts wanted, size_t count) {
    return wanted == ANY || (wanted == NONE && count == 0) || (wanted == ONE && count == 1) ||
           (wanted == MANY && count >= 1);
}

static void check_part(struct arena *arena, const struct organisation *organisation,
                       const struct succession_part *part, bool is_from, struct date on,
                       struct issues *issues) {
    struct date asked = is_from ? date_from_days(date_to_days(on) - 1) : on;
    if (organisation_at(organisation, part->unit_id, asked))
        return;
    issue_add(arena, issues, is_from ? STR("from") : STR("to"),
              MESSAGE_WITH(is_from ? MSG_organisation_predecessor_missing
                                   : MSG_organisation_successor_missing,
                           part->name, date_display(arena, on)));
}

void succession_check(struct arena *arena, const struct organisation *organisation,
                      const struct succession *succession, struct issues *issues) {
    if (!fits(KINDS[succession->kind].from, succession->from.count) ||
        !fits(KINDS[succession->kind].to, succession->to.count)) {
        issue_add(arena, issues, STR("to"), MESSAGE(MSG_organisation_parts_wrong));
        return;
    }
    if (date_is_empty(succession->on)) {
        if (succession->is_decided)
            issue_add(arena, issues, STR("on"), MESSAGE(MSG_organisation_on_missing));
        return;
    }
    for (size_t i = 0; i < succession->from.count; i++)
        check_part(arena, organisation, &succession->from.items[i], true, succession->on, issues);
    for (size_t i = 0; i < succession->to.count; i++)
        if (succession->is_decided)
            check_part(arena, organisation, &succession->to.items[i], false, succession->on,
                       issues);
}
