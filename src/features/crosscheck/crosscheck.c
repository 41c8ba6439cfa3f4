#include "features/crosscheck/crosscheck.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* How much is looked at before a search is given up: steps of the matching, about a second. What to
 * relax is asked up to 15 times, so each answer is looked for less long. */
enum { SEARCH_STEPS = 60000000, RELAX_STEPS = 6000000, TRIAL_STEPS = 1500000, TRIALS = 6 };

#define NOBODY SIZE_MAX

static const struct {
    struct str code;
    enum msg_id name;
} EXCLUSIONS[EXCLUSION_KIND_COUNT] = {
    [EXCLUSION_LAST] = {STR_INIT("last"), MSG_crosscheck_exclusion_last},
    [EXCLUSION_PARENT] = {STR_INIT("parent"), MSG_crosscheck_exclusion_parent},
    [EXCLUSION_NAMED] = {STR_INIT("named"), MSG_crosscheck_exclusion_named},
};

struct str exclusion_kind_code(enum exclusion_kind kind) {
    return EXCLUSIONS[kind].code;
}

bool exclusion_kind_from_code(struct str code, enum exclusion_kind *ret_kind) {
    for (size_t i = 0; i < COUNT_OF(EXCLUSIONS); i++)
        if (str_equal(EXCLUSIONS[i].code, code)) {
            *ret_kind = (enum exclusion_kind)i;
            return true;
        }
    return false;
}

enum msg_id exclusion_kind_name(enum exclusion_kind kind) {
    return EXCLUSIONS[kind].name;
}

bool crosscheck_read_seed(struct arena *arena, struct str typed, struct str *ret_seed) {
    struct buf digits = BUF_INIT(CROSSCHECK_SEED_MAX + 2);
    bool fine = true;
    for (size_t i = 0; fine && i < typed.n; i++) {
        char c = typed.p[i];
        bool digit = c >= '0' && c <= '9';
        fine = (digit && digits.length < CROSSCHECK_SEED_MAX) ||
               (!digit && strchr(" .,-\t\r\n", c) != NULL);
        if (fine && digit)
            buf_append_str(&digits, (struct str){&c, 1});
    }
    fine = fine && digits.length >= CROSSCHECK_SEED_MIN;
    *ret_seed = fine ? str_copy(arena, buf_str(&digits)) : STR("");
    buf_release(&digits);
    return fine;
}

/* --- chance from the seed ----------------------------------------------------------------- */

static uint64_t seed_state(struct str seed) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < seed.n; i++)
        hash = (hash ^ (unsigned char)seed.p[i]) * 1099511628211u;
    return hash;
}

static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 … below - 1, each equally likely. */
static size_t random_below(uint64_t *state, size_t below) {
    uint64_t limit = UINT64_MAX - UINT64_MAX % below;
    uint64_t value;
    do
        value = next_random(state);
    while (value >= limit);
    return (size_t)(value % below);
}

static void shuffle(uint64_t *state, size_t *items, size_t count) {
    for (size_t i = 0; i < count; i++)
        items[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(state, i);
        size_t kept = items[i - 1];
        items[i - 1] = items[other];
        items[other] = kept;
    }
}

/* --- the search --------------------------------------------------------------------------- */

struct search {
    const struct crosscheck_input *input;
    bool rings_allowed;
    size_t n;
    size_t teams;
    size_t base;    /* units of a team, and units it checks: base or base + 1 … */
    size_t extra;   /* … in exactly so many teams */
    bool *excluded; /* [checker × n + target] */

    size_t *fill_order; /* units in the order in which they fill the teams */
    size_t *order;      /* units in the order in which they take who checks them */
    size_t *choices;    /* [unit × teams]: teams in the order the unit tries them */

    size_t *team;
    size_t *by;
    size_t *size;   /* units of each team */
    size_t *load;   /* units each team checks */
    size_t *meets;  /* [team × teams + other]: how many units of OTHER the team checks */
    size_t *barred; /* [unit × teams + team]: members of TEAM that may not check UNIT */
    size_t *mate;   /* of the matching: per unit, a team */
    bool *seen;     /* per team */
    size_t *taken;  /* per team, within the matching */
    size_t steps_left;
};

static bool spend(struct search *s) {
    if (s->steps_left)
        s->steps_left--;
    return s->steps_left > 0;
}

/* Whether UNIT may still be checked by TEAM. */
static bool fits(const struct search *s, size_t unit, size_t team) {
    size_t own = s->team[unit];
    return own != team && s->barred[unit * s->teams + team] == 0 &&
           (s->rings_allowed || s->meets[own * s->teams + team] == 0);
}

/* Finds a team for UNIT in the matching, moving others where it must. */
static bool augment(struct search *s, size_t unit, size_t capacity) {
    for (size_t team = 0; team < s->teams && spend(s); team++) {
        if (s->load[team] + s->taken[team] >= capacity || !fits(s, unit, team))
            continue;
        s->taken[team]++;
        s->mate[unit] = team;
        return true;
    }
    for (size_t team = 0; team < s->teams && spend(s); team++) {
        if (s->seen[team] || s->load[team] >= capacity || !fits(s, unit, team))
            continue;
        s->seen[team] = true;
        for (size_t other = 0; other < s->n && spend(s); other++) {
            if (s->by[other] != NOBODY || s->mate[other] != team)
                continue;
            s->mate[other] = NOBODY;
            if (augment(s, other, capacity)) {
                s->mate[unit] = team;
                return true;
            }
            s->mate[other] = team;
        }
    }
    return false;
}

/* How many of the units that have no checker yet can be matched to teams of that capacity. */
static size_t matched(struct search *s, size_t capacity) {
    size_t count = 0;
    memset(s->taken, 0, s->teams * sizeof(*s->taken));
    for (size_t unit = 0; unit < s->n; unit++)
        s->mate[unit] = NOBODY;
    for (size_t unit = 0; unit < s->n; unit++) {
        if (s->by[unit] != NOBODY)
            continue;
        memset(s->seen, 0, s->teams * sizeof(*s->seen));
        count += augment(s, unit, capacity);
    }
    return count;
}

/* Whether the rest can be matched, but for rings that are still to come. There is a matching that
 * takes every unit and gives each team at least BASE where there is one that does the first and one
 * that does the second (Mendelsohn and Dulmage). */
static bool rest_fits(struct search *s) {
    size_t units = 0;
    size_t needed = 0;
    for (size_t unit = 0; unit < s->n; unit++)
        units += s->by[unit] == NOBODY;
    for (size_t team = 0; team < s->teams; team++)
        needed += s->load[team] < s->base ? s->base - s->load[team] : 0;
    if (needed > units || matched(s, s->base) < needed)
        return false;
    return !s->extra || matched(s, s->base + 1) == units;
}

static void give(struct search *s, size_t unit, size_t team) {
    s->by[unit] = team;
    s->load[team]++;
    s->meets[team * s->teams + s->team[unit]]++;
}

static void take_back(struct search *s, size_t unit) {
    size_t team = s->by[unit];
    s->by[unit] = NOBODY;
    s->load[team]--;
    s->meets[team * s->teams + s->team[unit]]--;
}

/* Gives every unit from the AT-th of the order on a team that checks it. */
static bool give_checkers(struct search *s, size_t at) {
    if (at == s->n)
        return true;
    size_t unit = s->order[at];
    const size_t *choices = s->choices + unit * s->teams;
    for (size_t i = 0; i < s->teams && s->steps_left; i++) {
        size_t team = choices[i];
        if (s->load[team] > s->base || (s->load[team] == s->base && !s->extra) ||
            !fits(s, unit, team))
            continue;
        give(s, unit, team);
        if (rest_fits(s) && give_checkers(s, at + 1))
            return true;
        take_back(s, unit);
    }
    return false;
}

/* Puts a unit into a team (SIGN 1) or out again: whom may that team not check now? */
static void bar(struct search *s, size_t unit, size_t team, bool in) {
    for (size_t target = 0; target < s->n; target++) {
        if (!s->excluded[unit * s->n + target])
            continue;
        size_t *barred = &s->barred[target * s->teams + team];
        *barred = in ? *barred + 1 : *barred - 1;
    }
    s->size[team] = in ? s->size[team] + 1 : s->size[team] - 1;
    s->team[unit] = in ? team : NOBODY;
}

/* Whether every unit still has a team that might check it. */
static bool nobody_is_left_out(struct search *s) {
    for (size_t unit = 0; unit < s->n; unit++) {
        bool found = false;
        for (size_t team = 0; !found && team < s->teams && spend(s); team++)
            found = s->team[unit] != team && s->barred[unit * s->teams + team] == 0;
        if (!found)
            return false;
    }
    return true;
}

/* Fills the teams from the AT-th unit on; BIG of them are over the base already. */
static bool fill_teams(struct search *s, size_t at, size_t big) {
    if (at == s->n)
        return rest_fits(s) && give_checkers(s, 0);
    size_t unit = s->fill_order[at];
    for (size_t team = 0; team < s->teams && s->steps_left; team++) {
        bool grows = s->size[team] == s->base;
        if (s->size[team] > s->base || (grows && big == s->extra))
            continue;
        bool was_empty = s->size[team] == 0;
        bar(s, unit, team, true);
        if (nobody_is_left_out(s) && fill_teams(s, at + 1, big + grows))
            return true;
        bar(s, unit, team, false);
        if (was_empty)
            break; /* the further empty teams are the same */
    }
    return false;
}

static void begin_search(struct search *s, uint64_t *random, size_t steps) {
    shuffle(random, s->fill_order, s->n);
    shuffle(random, s->order, s->n);
    for (size_t unit = 0; unit < s->n; unit++)
        shuffle(random, s->choices + unit * s->teams, s->teams);
    memset(s->size, 0, s->teams * sizeof(*s->size));
    memset(s->load, 0, s->teams * sizeof(*s->load));
    memset(s->meets, 0, s->teams * s->teams * sizeof(*s->meets));
    memset(s->barred, 0, s->n * s->teams * sizeof(*s->barred));
    for (size_t unit = 0; unit < s->n; unit++)
        s->team[unit] = s->by[unit] = NOBODY;
    s->steps_left = steps;
}

static bool run_search(struct search *s, uint64_t *random, size_t steps) {
    begin_search(s, random, steps);
    if (s->input->team_size > 1)
        return fill_teams(s, 0, 0);
    for (size_t i = 0; i < s->n; i++)
        bar(s, i, i, true);
    return rest_fits(s) && give_checkers(s, 0);
}

/* Short trials first: a search that began badly is better begun anew than brought to its end. */
static enum draw_outcome search(struct search *s, size_t steps) {
    uint64_t random = seed_state(s->input->seed);
    size_t trial_steps = TRIAL_STEPS + 4 * s->n * s->n * s->n;
    for (int trial = 0; trial <= TRIALS; trial++) {
        if (run_search(s, &random, trial < TRIALS ? trial_steps : trial_steps + steps))
            return DRAW_FOUND;
        if (s->steps_left)
            return DRAW_IMPOSSIBLE;
    }
    return DRAW_NOT_FOUND;
}

static struct search search_new(struct arena *arena, const struct crosscheck_input *input,
                                unsigned relax) {
    size_t n = input->count;
    size_t teams = n / input->team_size;
    struct search s = {
        .input = input,
        .rings_allowed = input->rings_allowed || (relax & RELAX_RINGS),
        .n = n,
        .teams = teams,
        .base = n / teams,
        .extra = n % teams,
        .excluded = ARENA_ARRAY(arena, bool, n *n),
        .fill_order = ARENA_ARRAY(arena, size_t, n),
        .order = ARENA_ARRAY(arena, size_t, n),
        .choices = ARENA_ARRAY(arena, size_t, n * teams),
        .team = ARENA_ARRAY(arena, size_t, n),
        .by = ARENA_ARRAY(arena, size_t, n),
        .size = ARENA_ARRAY(arena, size_t, teams),
        .load = ARENA_ARRAY(arena, size_t, teams),
        .meets = ARENA_ARRAY(arena, size_t, teams * teams),
        .barred = ARENA_ARRAY(arena, size_t, n * teams),
        .mate = ARENA_ARRAY(arena, size_t, n),
        .seen = ARENA_ARRAY(arena, bool, teams),
        .taken = ARENA_ARRAY(arena, size_t, teams),
    };
    for (size_t i = 0; i < input->exclusion_count; i++) {
        const struct exclusion *e = &input->exclusions[i];
        if (!(relax & (1u << e->kind)) && e->checker < n && e->target < n)
            s.excluded[e->checker * n + e->target] = true;
    }
    return s;
}

/* --- why not ------------------------------------------------------------------------------ */

static unsigned kinds_in_use(const struct crosscheck_input *input) {
    unsigned used = input->rings_allowed ? 0 : RELAX_RINGS;
    for (size_t i = 0; i < input->exclusion_count; i++)
        used |= 1u << input->exclusions[i].kind;
    return used;
}

static int bits(unsigned set) {
    int count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

/* The fewest kinds without which there is a draw. */
static unsigned what_to_relax(struct arena *arena, const struct crosscheck_input *input) {
    unsigned used = kinds_in_use(input);
    for (int wanted = 1; wanted <= bits(used); wanted++)
        for (unsigned set = 1; set <= RELAX_ALL; set++) {
            if (bits(set) != wanted || (set & ~used))
                continue;
            struct search s = search_new(arena, input, set);
            if (search(&s, RELAX_STEPS) == DRAW_FOUND)
                return set;
        }
    return 0;
}

static void find_lonely(const struct search *s, struct crosscheck_draw *draw) {
    for (size_t unit = 0; unit < s->n; unit++) {
        size_t checkers = 0;
        size_t targets = 0;
        for (size_t other = 0; other < s->n; other++) {
            checkers += other != unit && !s->excluded[other * s->n + unit];
            targets += other != unit && !s->excluded[unit * s->n + other];
        }
        if (!checkers && draw->unchecked < 0)
            draw->unchecked = (ptrdiff_t)unit;
        if (!targets && draw->idle < 0)
            draw->idle = (ptrdiff_t)unit;
    }
}

static void name_leaders(struct arena *arena, const struct search *s,
                         struct crosscheck_draw *draw) {
    draw->leader = ARENA_ARRAY(arena, size_t, s->teams);
    for (size_t i = s->n; i-- > 0;)
        draw->leader[s->team[s->fill_order[i]]] = s->fill_order[i];
}

void crosscheck_make(struct arena *arena, const struct crosscheck_input *input,
                     struct crosscheck_draw *ret_draw) {
    *ret_draw =
        (struct crosscheck_draw){.outcome = DRAW_TOO_FEW, .unchecked = -1, .idle = -1, .relax = 0};
    if (!input->team_size || input->count < 2 || input->count / input->team_size < 2 ||
        input->count > CROSSCHECK_UNITS_MAX)
        return;
    struct search s = search_new(arena, input, 0);
    ret_draw->outcome = search(&s, SEARCH_STEPS);
    ret_draw->team_count = s.teams;
    if (ret_draw->outcome == DRAW_FOUND) {
        ret_draw->team = s.team;
        ret_draw->by = s.by;
        name_leaders(arena, &s, ret_draw);
        return;
    }
    find_lonely(&s, ret_draw);
    ret_draw->relax = what_to_relax(arena, input);
}

/* --- proving ------------------------------------------------------------------------------ */

static bool sizes_hold(const struct crosscheck_input *input, const struct crosscheck_draw *draw) {
    size_t base = input->count / draw->team_count;
    for (size_t team = 0; team < draw->team_count; team++) {
        size_t size = 0;
        size_t load = 0;
        for (size_t unit = 0; unit < input->count; unit++) {
            size += draw->team[unit] == team;
            load += draw->by[unit] == team;
        }
        if (size < base || size > base + 1 || load < base || load > base + 1)
            return false;
    }
    return true;
}

bool crosscheck_holds(const struct crosscheck_input *input, const struct crosscheck_draw *draw) {
    if (draw->outcome != DRAW_FOUND || draw->team_count != input->count / input->team_size ||
        !sizes_hold(input, draw))
        return false;
    for (size_t unit = 0; unit < input->count; unit++) {
        if (draw->team[unit] == draw->by[unit])
            return false;
        for (size_t other = 0; !input->rings_allowed && other < input->count; other++)
            if (draw->by[unit] == draw->team[other] && draw->by[other] == draw->team[unit])
                return false;
    }
    for (size_t i = 0; i < input->exclusion_count; i++) {
        const struct exclusion *e = &input->exclusions[i];
        if (draw->by[e->target] == draw->team[e->checker])
            return false;
    }
    return true;
}

/* --- in words ----------------------------------------------------------------------------- */

static struct str kinds_in_words(struct arena *arena, enum lang lang, unsigned kinds) {
    static const enum msg_id WORDS[] = {
        [EXCLUSION_LAST] = MSG_crosscheck_relax_last,
        [EXCLUSION_PARENT] = MSG_crosscheck_relax_parent,
        [EXCLUSION_NAMED] = MSG_crosscheck_relax_named,
        [EXCLUSION_KIND_COUNT] = MSG_crosscheck_relax_rings,
    };
    struct str text = STR("");
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (!(kinds & (1u << i)))
            continue;
        struct str words = message_plain(lang, WORDS[i]);
        text =
            text.n ? str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(text), STR_ARG(words)) : words;
    }
    return text;
}

struct str crosscheck_say(struct arena *arena, enum lang lang, const struct crosscheck_input *input,
                          const struct crosscheck_draw *draw, const struct str *names) {
    if (draw->outcome == DRAW_FOUND)
        return STR("");
    if (draw->outcome == DRAW_TOO_FEW)
        return message_text(arena, lang,
                            input->count > CROSSCHECK_UNITS_MAX
                                ? MESSAGE_WITH(MSG_crosscheck_too_many,
                                               str_format(arena, "%d", CROSSCHECK_UNITS_MAX))
                                : MESSAGE_WITH(MSG_crosscheck_too_few,
                                               str_format(arena, "%zu", input->count),
                                               str_format(arena, "%zu", input->team_size)));
    struct str why =
        message_plain(lang, draw->outcome == DRAW_IMPOSSIBLE ? MSG_crosscheck_impossible
                                                             : MSG_crosscheck_not_found);
    if (draw->unchecked >= 0)
        why = str_format(
            arena, STR_FMT " " STR_FMT, STR_ARG(why),
            STR_ARG(message_text(arena, lang,
                                 MESSAGE_WITH(MSG_crosscheck_unchecked, names[draw->unchecked]))));
    else if (draw->idle >= 0)
        why = str_format(arena, STR_FMT " " STR_FMT, STR_ARG(why),
                         STR_ARG(message_text(
                             arena, lang, MESSAGE_WITH(MSG_crosscheck_idle, names[draw->idle]))));
    struct message what =
        draw->relax ? MESSAGE_WITH(MSG_crosscheck_relax, kinds_in_words(arena, lang, draw->relax))
                    : MESSAGE(MSG_crosscheck_relax_nothing);
    return str_format(arena, STR_FMT " " STR_FMT, STR_ARG(why),
                      STR_ARG(message_text(arena, lang, what)));
}
