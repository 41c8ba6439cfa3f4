#include "features/target/target.h"

#include <stdlib.h>

/* --- words ---------------------------------------------------------------------------------- */

struct word {
    struct str code;
    enum msg_id name;
};

static const struct word DIRECTIONS[TARGET_DIRECTION_COUNT] = {
    [TARGET_MORE] = {STR_INIT("more"), MSG_target_direction_more},
    [TARGET_FEWER] = {STR_INIT("fewer"), MSG_target_direction_fewer},
    [TARGET_EXACT] = {STR_INIT("exact"), MSG_target_direction_exact},
    [TARGET_DONE] = {STR_INIT("done"), MSG_target_direction_done},
};
static const struct word SOURCES[TARGET_SOURCE_COUNT] = {
    [TARGET_ASSIGNED] = {STR_INIT("assigned"), MSG_target_source_assigned},
    [TARGET_AGREED] = {STR_INIT("agreed"), MSG_target_source_agreed},
    [TARGET_REGISTERED] = {STR_INIT("registered"), MSG_target_source_registered},
};
static const struct word STATES[] = {
    [TARGET_MISSING] = {STR_INIT(""), MSG_target_state_missing},
    [TARGET_PROPOSED] = {STR_INIT("proposed"), MSG_target_state_proposed},
    [TARGET_STANDS] = {STR_INIT("agreed"), MSG_target_state_agreed},
    [TARGET_WITHDRAWN] = {STR_INIT("withdrawn"), MSG_target_state_withdrawn},
};

/* The index of the word with that code, or -1. */
static int find_word(const struct word *words, size_t count, struct str code) {
    for (size_t i = 0; code.n && i < count; i++)
        if (str_equal(words[i].code, code))
            return (int)i;
    return -1;
}

struct str target_direction_code(enum target_direction direction) {
    return DIRECTIONS[direction].code;
}

bool target_direction_from_code(struct str code, enum target_direction *ret_direction) {
    int found = find_word(DIRECTIONS, TARGET_DIRECTION_COUNT, code);
    if (found < 0)
        return false;
    *ret_direction = (enum target_direction)found;
    return true;
}

enum msg_id target_direction_name(enum target_direction direction) {
    return DIRECTIONS[direction].name;
}

struct str target_source_code(enum target_source source) {
    return SOURCES[source].code;
}

bool target_source_from_code(struct str code, enum target_source *ret_source) {
    int found = find_word(SOURCES, TARGET_SOURCE_COUNT, code);
    if (found < 0)
        return false;
    *ret_source = (enum target_source)found;
    return true;
}

enum msg_id target_source_name(enum target_source source) {
    return SOURCES[source].name;
}

struct str target_state_code(enum target_state state) {
    return STATES[state].code;
}

bool target_state_from_code(struct str code, enum target_state *ret_state) {
    int found = find_word(STATES, COUNT_OF(STATES), code);
    if (found < 0)
        return false;
    *ret_state = (enum target_state)found;
    return true;
}

enum msg_id target_state_name(enum target_state state) {
    return STATES[state].name;
}

/* --- figures -------------------------------------------------------------------------------- */

static bool holds_value(const struct target *target) {
    return target->has_value &&
           (target->state == TARGET_PROPOSED || target->state == TARGET_STANDS);
}

struct target_value target_value_of_half(const struct target *target, enum target_part half) {
    struct target_value none = {0};
    if (!holds_value(target))
        return none;
    if (half == TARGET_YEAR || !target->item->is_cumulative)
        return (struct target_value){true, target->value};
    if (!target->has_first_half)
        return none;
    if (half == TARGET_FIRST_HALF)
        return (struct target_value){true, target->first_half};
    return (struct target_value){true, decimal_subtract(target->value, target->first_half)};
}

bool target_lacks_half(const struct target *target) {
    return holds_value(target) && target->item->is_cumulative && !target->has_first_half;
}

bool target_stands(const struct target *target) {
    return target->state == TARGET_STANDS;
}

struct str target_number(struct arena *arena, enum lang lang, struct decimal value) {
    return decimal_display(arena, value, 0, lang == LANG_VI ? ',' : '.');
}

struct str target_display(struct arena *arena, enum lang lang, const struct target *target,
                          enum target_part half) {
    if (target->item->direction == TARGET_DONE)
        return target->state == TARGET_PROPOSED || target->state == TARGET_STANDS
                   ? message_plain(lang, MSG_target_to_be_done)
                   : STR("");
    struct target_value figure = target_value_of_half(target, half);
    if (!figure.is_set)
        return STR("");
    struct str number = target_number(arena, lang, figure.value);
    if (!target->item->measure.n)
        return number;
    return str_format(arena, STR_FMT "\u00a0" STR_FMT, STR_ARG(number),
                      STR_ARG(target->item->measure));
}

/* --- order ---------------------------------------------------------------------------------- */

struct placed {
    struct target_item item;
    int64_t group_place;
    int64_t group_number; /* of its first content: parts groups that stand at one place */
};

static int by_place(const void *left, const void *right) {
    const struct placed *a = left;
    const struct placed *b = right;
    const int64_t keys[][2] = {
        {a->group_place, b->group_place},
        {a->group_number, b->group_number},
        {a->item.position, b->item.position},
        {a->item.number, b->item.number},
    };
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static bool is_before(const struct target_item *a, int64_t place, int64_t number) {
    return a->position < place || (a->position == place && a->number < number);
}

void target_items_sort(struct arena *arena, struct target_items *items) {
    struct placed *placed = ARENA_ARRAY(arena, struct placed, items->count + 1);
    for (size_t i = 0; i < items->count; i++) {
        placed[i] =
            (struct placed){items->items[i], items->items[i].position, items->items[i].number};
        for (size_t k = 0; k < items->count; k++)
            if (str_equal(items->items[k].group, items->items[i].group) &&
                is_before(&items->items[k], placed[i].group_place, placed[i].group_number)) {
                placed[i].group_place = items->items[k].position;
                placed[i].group_number = items->items[k].number;
            }
    }
    qsort(placed, items->count, sizeof(*placed), by_place);
    for (size_t i = 0; i < items->count; i++)
        items->items[i] = placed[i].item;
}
