#include "features/organisation/unit_change.h"

#include "text/form_text.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

static const struct {
    struct str segment;
    enum msg_id name, hint;
} KINDS[UNIT_CHANGE_KIND_COUNT] = {
    [UNIT_ADD] = {STR_INIT("moi"), MSG_organisation_add, MSG_organisation_add_hint},
    [UNIT_RENAME] = {STR_INIT("doi-ten"), MSG_organisation_rename, MSG_organisation_rename_hint},
    [UNIT_MOVE] = {STR_INIT("chuyen"), MSG_organisation_move, MSG_organisation_move_hint},
    [UNIT_BEGIN] = {STR_INIT("thanh-lap"), MSG_organisation_begin, MSG_organisation_begin_hint},
    [UNIT_DISSOLVE] = {STR_INIT("giai-the"), MSG_organisation_dissolve,
                       MSG_organisation_dissolve_hint},
    [UNIT_MERGE] = {STR_INIT("sap-nhap"), MSG_organisation_merge, MSG_organisation_merge_hint},
    [UNIT_SPLIT] = {STR_INIT("tach"), MSG_organisation_split, MSG_organisation_split_hint},
    [UNIT_SUCCEED] = {STR_INIT("ke-thua"), MSG_organisation_succeed, MSG_organisation_succeed_hint},
    [UNIT_RESTORE] = {STR_INIT("khoi-phuc"), MSG_organisation_restore,
                      MSG_organisation_restore_hint},
};

static const struct str CHILDREN[CHILDREN_COUNT] = {STR_INIT(""), STR_INIT("move"),
                                                    STR_INIT("end")};

struct str unit_change_segment(enum unit_change_kind kind) {
    return KINDS[kind].segment;
}

bool unit_change_from_segment(struct str segment, enum unit_change_kind *ret_kind) {
    for (int kind = 0; kind < UNIT_CHANGE_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].segment, segment)) {
            *ret_kind = (enum unit_change_kind)kind;
            return true;
        }
    return false;
}

enum msg_id unit_change_name(enum unit_change_kind kind) {
    return KINDS[kind].name;
}

enum msg_id unit_change_hint(enum unit_change_kind kind) {
    return KINDS[kind].hint;
}

struct str unit_children_code(enum unit_children children) {
    return CHILDREN[children];
}

bool unit_id_is_planned(struct str id) {
    return id.n > 1 && id.p[0] == '+';
}

/* --- reading the form ----------------------------------------------------------------------- */

struct planner {
    struct arena *arena;
    const struct organisation *o;
    const struct unit_form *form;
    const struct str *kinds;
    size_t kind_count;
    struct issues *issues;
    struct unit_plan *plan;
    struct unit_decision decision;
    struct date on;
    struct date asked; /* the day on which names are looked up */
    size_t made;       /* new units */
};

static void complain(const struct planner *p, const char *field, struct message message) {
    if (p->issues->count < UNIT_ISSUES_MAX)
        issue_add(p->arena, p->issues, str_from_c(field), message);
}

static struct str read_text(struct arena *arena, struct str typed, const char *field, size_t max,
                            struct issues *issues) {
    return form_line(arena, issues, str_from_c(field), typed, max, MSG_organisation_too_long);
}

struct unit_decision unit_decision_read(struct arena *arena, const struct unit_form *form,
                                        struct issues *issues) {
    struct unit_decision decision = {
        .number = read_text(arena, form->number, "number", UNIT_TEXT_MAX, issues),
        .issuer = read_text(arena, form->issuer, "issuer", UNIT_TEXT_MAX, issues),
        .source = read_text(arena, form->source, "source", UNIT_TEXT_MAX, issues),
    };
    if (form->decided_on.n && !partial_date_read_human(form->decided_on, &decision.made_on))
        issue_add(arena, issues, STR("decided_on"),
                  MESSAGE_WITH(MSG_organisation_partial_wrong, form->decided_on));
    return decision;
}

static void check_kind(const struct planner *p, struct str kind) {
    bool known = false;
    for (size_t i = 0; i < p->kind_count; i++)
        known = known || str_equal(p->kinds[i], kind);
    if (!known)
        complain(p, "kind", MESSAGE_WITH(MSG_organisation_kind_unknown, kind));
}

static void read_name(struct planner *p, struct unit_state *state) {
    state->name = read_text(p->arena, p->form->name, "name", UNIT_NAME_MAX, p->issues);
    state->name_fold = vi_fold(p->arena, state->name);
    state->short_name =
        read_text(p->arena, p->form->short_name, "short_name", UNIT_NAME_MAX, p->issues);
    state->kind = p->form->kind.p ? p->form->kind : STR("");
    if (str_is_empty(state->name))
        complain(p, "name", MESSAGE(MSG_organisation_name_missing));
    check_kind(p, state->kind);
}

/* The unit meant by TYPED; NULL after an issue. */
static const struct unit_state *find(struct planner *p, const char *field, struct str typed) {
    const struct unit_state *state = NULL;
    switch (organisation_find(p->arena, p->o, typed, p->asked, &state)) {
    case UNIT_FOUND:
        return state;
    case UNIT_AMBIGUOUS:
        complain(p, field,
                 MESSAGE_WITH(MSG_organisation_ambiguous, typed,
                              organisation_codes(p->arena, p->o, typed, p->asked)));
        return NULL;
    default:
        complain(p, field,
                 MESSAGE_WITH(MSG_organisation_unknown, typed, date_display(p->arena, p->asked)));
        return NULL;
    }
}

static struct str find_parent(struct planner *p) {
    struct str typed = p->form->parent.p ? str_trim(p->form->parent) : STR("");
    const struct unit_state *parent = typed.n ? find(p, "parent", typed) : NULL;
    return parent ? parent->unit_id : STR("");
}

static bool read_day(struct planner *p) {
    struct str typed = p->form->on.p ? p->form->on : STR("");
    if (str_is_empty(typed))
        complain(p, "on", MESSAGE(MSG_organisation_on_missing));
    else if (!date_read_human(typed, &p->on))
        complain(p, "on", MESSAGE_WITH(MSG_organisation_date_wrong, typed));
    else
        p->asked = p->on;
    return !date_is_empty(p->on);
}

/* --- withdrawing and adding ----------------------------------------------------------------- */

static void touch(struct planner *p, struct str unit_id) {
    for (size_t i = 0; i < p->plan->touched.count; i++)
        if (str_equal(p->plan->touched.items[i], unit_id))
            return;
    *list_push(p->arena, &p->plan->touched) = unit_id;
}

static void withdraw(struct planner *p, const struct unit_state *state) {
    *list_push(p->arena, &p->plan->withdrawn) = *state;
    touch(p, state->unit_id);
}

static bool is_withdrawn(const struct planner *p, const struct unit_state *state) {
    for (size_t i = 0; i < p->plan->withdrawn.count; i++)
        if (str_equal(p->plan->withdrawn.items[i].id, state->id))
            return true;
    return false;
}

static struct unit_state *add(struct planner *p, const struct unit_state *like) {
    struct unit_state *state = list_push(p->arena, &p->plan->added);
    *state = *like;
    state->id = STR("");
    touch(p, like->unit_id);
    return state;
}

/* A new unit; its first state. */
static struct unit_state *add_unit(struct planner *p, struct str name, struct str kind,
                                   struct str parent_id) {
    struct unit_state *state = list_push(p->arena, &p->plan->added);
    *state = (struct unit_state){
        .unit_id = str_format(p->arena, "+%zu", ++p->made),
        .slug = STR(""),
        .name = name,
        .name_fold = vi_fold(p->arena, name),
        .short_name = STR(""),
        .kind = kind,
        .parent_id = parent_id,
        .begins = partial_date_of(p->on),
        .from = p->on,
        .decision = p->decision,
    };
    touch(p, state->unit_id);
    return state;
}

/* Which attributes a change sets. */
enum { NAME = 1, PARENT = 2 };

static void set(struct unit_state *state, const struct unit_state *wanted, int what) {
    if (what & NAME) {
        state->name = wanted->name;
        state->name_fold = wanted->name_fold;
        state->short_name = wanted->short_name;
        state->kind = wanted->kind;
    }
    if (what & PARENT)
        state->parent_id = wanted->parent_id;
}

static bool has_same(const struct unit_state *a, const struct unit_state *b, int what) {
    bool name = str_equal(a->name, b->name) && str_equal(a->short_name, b->short_name) &&
                str_equal(a->kind, b->kind);
    return (!(what & NAME) || name) && (!(what & PARENT) || str_equal(a->parent_id, b->parent_id));
}

/* From the planned day on the unit is as WANTED says. */
static void change_from(struct planner *p, const struct unit_state *old,
                        const struct unit_state *wanted, int what) {
    withdraw(p, old);
    bool whole = !date_is_empty(old->from) && date_compare(old->from, p->on) == 0;
    if (!whole)
        add(p, old)->to = p->on;
    struct unit_state *changed = add(p, old);
    changed->from = p->on;
    changed->begins = partial_date_of(p->on);
    changed->decision = p->decision;
    set(changed, wanted, what);
    size_t first;
    size_t count = organisation_unit(p->o, old->unit_id, &first);
    for (size_t i = first; i < first + count; i++) {
        const struct unit_state *later = &p->o->states[i];
        if (date_is_empty(later->from) || date_compare(later->from, p->on) <= 0)
            continue;
        if (!has_same(later, old, what))
            return; /* a later decision set it anew */
        withdraw(p, later);
        set(add(p, later), wanted, what);
    }
}

/* The unit's last state ends on the planned day. */
static void end_unit(struct planner *p, const struct unit_state *state) {
    size_t first;
    size_t count = organisation_unit(p->o, state->unit_id, &first);
    for (size_t i = first; i < first + count; i++) {
        const struct unit_state *other = &p->o->states[i];
        if (other == state || date_is_empty(other->from) || date_compare(other->from, p->on) < 0)
            continue;
        complain(p, "on",
                 MESSAGE_WITH(MSG_organisation_later_state, state->name,
                              date_display(p->arena, other->from)));
        return;
    }
    if (!date_is_empty(state->from) && date_compare(state->from, p->on) >= 0) {
        complain(p, "on",
                 MESSAGE_WITH(MSG_organisation_ends_before, state->name,
                              date_display(p->arena, p->on), date_display(p->arena, state->from)));
        return;
    }
    withdraw(p, state);
    add(p, state)->to = p->on;
}

/* --- children of a unit that ends ------------------------------------------------------------ */

struct children {
    struct planner *planner;
    LIST(const struct unit_state *) found;
};

static void take_child(void *context, const struct unit_state *state) {
    struct children *children = context;
    const struct planner *p = children->planner;
    bool ended = !date_is_empty(state->to) && date_compare(state->to, p->on) <= 0;
    if (!ended && !is_withdrawn(p, state))
        *list_push(p->arena, &children->found) = state;
}

static struct str names_of(const struct planner *p, const struct children *children) {
    enum { NAMES_MAX = 10 };
    struct str names = STR("");
    for (size_t i = 0; i < children->found.count && i < NAMES_MAX; i++)
        names = str_format(p->arena, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? "; " : "",
                           STR_ARG(children->found.items[i]->name));
    return children->found.count > NAMES_MAX ? str_format(p->arena, STR_FMT "; …", STR_ARG(names))
                                             : names;
}

static void end_with_children(struct planner *p, const struct unit_state *state,
                              enum unit_children action, struct str to_id, int depth);

static void treat_child(struct planner *p, const struct unit_state *child,
                        enum unit_children action, struct str to_id, int depth) {
    if (!unit_state_holds(child, p->on) &&
        !(date_is_empty(child->from) ||
          date_compare(child->from, p->on) < 0)) { /* it comes below the unit later only */
        complain(p, "on",
                 MESSAGE_WITH(MSG_organisation_later_state, child->name,
                              date_display(p->arena, child->from)));
        return;
    }
    if (action == CHILDREN_END) {
        end_with_children(p, child, action, to_id, depth + 1);
        return;
    }
    struct unit_state wanted = {.parent_id = to_id};
    change_from(p, child, &wanted, PARENT);
}

static void end_with_children(struct planner *p, const struct unit_state *state,
                              enum unit_children action, struct str to_id, int depth) {
    struct children children = {.planner = p};
    organisation_below(p->o, state->unit_id, take_child, &children);
    end_unit(p, state);
    if (!children.found.count)
        return;
    if (action == CHILDREN_NONE || depth > UNIT_DEPTH_MAX) {
        complain(p, "children",
                 MESSAGE_WITH(MSG_organisation_children_left, state->name,
                              str_format(p->arena, "%zu", children.found.count),
                              names_of(p, &children)));
        return;
    }
    for (size_t i = 0; i < children.found.count && p->issues->count == 0; i++)
        treat_child(p, children.found.items[i], action, to_id, depth);
}

/* --- successors ------------------------------------------------------------------------------ */

static void add_part(const struct planner *p, struct succession_parts *parts,
                     const struct unit_state *state) {
    if (!succession_has(parts, state->unit_id))
        *list_push(p->arena, parts) =
            (struct succession_part){state->unit_id, state->slug, state->name};
}

/* A line each: a unit there is, else (MAKE) a new one below the parent typed. */
static void read_parts(struct planner *p, const char *field, struct str lines, bool make,
                       struct succession_parts *parts) {
    enum { PARTS_MAX = 100 };
    struct str rest = lines;
    struct str parent_id = STR("");
    bool has_parent = false;
    while (rest.p && parts->count < PARTS_MAX) {
        struct str name;
        if (!utf8_clean_line(p->arena, str_cut(&rest, '\n'), &name) || str_is_empty(name))
            continue;
        const struct unit_state *state = NULL;
        enum unit_found found = organisation_find(p->arena, p->o, name, p->asked, &state);
        if (found == UNIT_FOUND) {
            add_part(p, parts, state);
            continue;
        }
        if (found == UNIT_AMBIGUOUS || !make) {
            find(p, field, name);
            continue;
        }
        if (utf8_length(name) > UNIT_NAME_MAX) {
            complain(
                p, field,
                MESSAGE_WITH(MSG_organisation_too_long, str_format(p->arena, "%d", UNIT_NAME_MAX)));
            return;
        }
        struct str kind = p->form->kind.p ? p->form->kind : STR("");
        if (!has_parent) {
            parent_id = find_parent(p);
            check_kind(p, kind);
        }
        has_parent = true;
        add_part(p, parts, add_unit(p, name, kind, parent_id));
    }
}

static enum unit_children children_of(const struct planner *p) {
    struct str code = p->form->children.p ? p->form->children : STR("");
    for (int i = 0; i < CHILDREN_COUNT; i++)
        if (str_equal(CHILDREN[i], code))
            return (enum unit_children)i;
    return CHILDREN_NONE;
}

/* Where the children go: the unit named, else the only successor. */
static struct str children_to(struct planner *p, const struct succession *succession) {
    struct str typed = p->form->children_to.p ? str_trim(p->form->children_to) : STR("");
    if (children_of(p) != CHILDREN_MOVE)
        return STR("");
    if (typed.n) {
        for (size_t i = 0; i < succession->to.count; i++)
            if (str_equal(vi_fold(p->arena, succession->to.items[i].name),
                          vi_fold(p->arena, typed)))
                return succession->to.items[i].unit_id;
        const struct unit_state *state = find(p, "children_to", typed);
        return state ? state->unit_id : STR("");
    }
    if (succession->to.count == 1)
        return succession->to.items[0].unit_id;
    complain(p, "children_to", MESSAGE(MSG_organisation_children_where));
    return STR("");
}

static void end_predecessors(struct planner *p) {
    struct succession *s = &p->plan->succession;
    struct str to_id = children_to(p, s);
    bool stays = str_equal_c(p->form->stays, "1") && p->plan->kind == UNIT_SPLIT;
    for (size_t i = 0; i < s->from.count && p->issues->count == 0 && !stays; i++) {
        struct str id = s->from.items[i].unit_id;
        if (succession_has(&s->to, id))
            continue; /* it goes on under its own identity */
        const struct unit_state *state = organisation_at(p->o, id, p->on);
        if (!state)
            complain(p, "on",
                     MESSAGE_WITH(MSG_organisation_not_there, s->from.items[i].name,
                                  date_display(p->arena, p->on)));
        else if (!is_withdrawn(p, state))
            end_with_children(p, state, children_of(p), to_id, 0);
    }
}

static void plan_end(struct planner *p, const struct unit_state *nearest) {
    struct succession *s = &p->plan->succession;
    p->plan->has_succession = true;
    *s = (struct succession){.id = STR(""),
                             .kind = p->plan->kind == UNIT_MERGE   ? SUCCESSION_MERGED
                                     : p->plan->kind == UNIT_SPLIT ? SUCCESSION_SPLIT
                                                                   : SUCCESSION_DISSOLVED,
                             .is_decided = !str_equal_c(p->form->proposed, "1"),
                             .decision = p->decision};
    s->note = read_text(p->arena, p->form->note, "note", UNIT_TEXT_MAX, p->issues);
    if (p->plan->kind == UNIT_SUCCEED && nearest && date_is_empty(nearest->to) == false &&
        str_is_empty(p->form->on)) {
        p->on = nearest->to; /* the day it ended is the day others carry on */
        p->asked = p->on;
    } else if (!(str_is_empty(p->form->on) && !s->is_decided) && !read_day(p)) {
        return;
    }
    s->on = p->on;
    add_part(p, &s->from, nearest);
    struct date before = date_is_empty(p->on) ? p->asked : date_from_days(date_to_days(p->on) - 1);
    struct date asked = p->asked;
    p->asked = before;
    read_parts(p, "others", p->form->others, false, &s->from);
    p->asked = asked;
    bool makes = s->is_decided && p->plan->kind != UNIT_SUCCEED;
    read_parts(p, "successors", p->form->successors, makes, &s->to);
    if (s->is_decided && p->plan->kind != UNIT_SUCCEED)
        end_predecessors(p);
}

/* --- the kinds -------------------------------------------------------------------------------- */

static void read_begin(struct planner *p, struct unit_state *state) {
    struct str typed = p->form->on.p ? p->form->on : STR("");
    state->begins = (struct partial_date){0};
    if (typed.n && !partial_date_read_human(typed, &state->begins))
        complain(p, "on", MESSAGE_WITH(MSG_organisation_partial_wrong, typed));
    state->from = partial_date_first(state->begins);
    if (!date_is_empty(state->from))
        p->asked = unit_begun_by(state->begins, state->to);
}

static void plan_add(struct planner *p) {
    struct unit_state state = {0};
    read_begin(p, &state);
    read_name(p, &state);
    struct str parent_id = find_parent(p);
    struct unit_state *added = add_unit(p, state.name, state.kind, parent_id);
    added->short_name = state.short_name;
    added->begins = state.begins;
    added->from = state.from;
}

static void plan_begin(struct planner *p) {
    size_t first;
    size_t count = organisation_unit(p->o, p->plan->unit_id, &first);
    if (!count)
        return;
    withdraw(p, &p->o->states[first]);
    struct unit_state *added = add(p, &p->o->states[first]);
    read_begin(p, added);
    added->decision = p->decision;
}

static void plan_change(struct planner *p, int what) {
    if (!read_day(p))
        return;
    const struct unit_state *old = organisation_at(p->o, p->plan->unit_id, p->on);
    struct unit_state wanted = {0};
    if (what & NAME)
        read_name(p, &wanted);
    if (what & PARENT)
        wanted.parent_id = find_parent(p);
    if (!old) {
        complain(p, "on",
                 MESSAGE_WITH(MSG_organisation_not_there_then, date_display(p->arena, p->on)));
        return;
    }
    if (p->issues->count == 0 && has_same(&wanted, old, what))
        complain(p, what & NAME ? "name" : "parent", MESSAGE(MSG_organisation_nothing_changes));
    if (p->issues->count == 0)
        change_from(p, old, &wanted, what);
}

static void plan_restore(struct planner *p) {
    size_t first;
    size_t count = organisation_unit(p->o, p->plan->unit_id, &first);
    const struct unit_state *last = count ? &p->o->states[first + count - 1] : NULL;
    if (!last || date_is_empty(last->to)) {
        complain(p, "on", MESSAGE(MSG_organisation_not_ended));
        return;
    }
    withdraw(p, last);
    p->plan->undone_end = last->to;
    add(p, last)->to = (struct date){0};
}

static void check_result(struct planner *p) {
    struct organisation after;
    unit_change_apply(p->arena, p->o, p->plan, &after);
    if (p->plan->kind == UNIT_SUCCEED || p->plan->has_succession)
        succession_check(p->arena, &after, &p->plan->succession, p->issues);
    struct str field = p->plan->kind == UNIT_MOVE  ? STR("parent")
                       : p->plan->kind == UNIT_ADD ? STR("name")
                                                   : STR("on");
    organisation_check(p->arena, &after, p->plan->touched.items, p->plan->touched.count, field,
                       p->issues);
}

void unit_change_plan(struct arena *arena, const struct organisation *organisation,
                      enum unit_change_kind kind, struct str unit_id, const struct unit_form *form,
                      const struct str *kinds, size_t kind_count, struct date today,
                      struct issues *issues, struct unit_plan *ret_plan) {
    *ret_plan = (struct unit_plan){.kind = kind, .unit_id = unit_id};
    struct planner p = {.arena = arena,
                        .o = organisation,
                        .form = form,
                        .kinds = kinds,
                        .kind_count = kind_count,
                        .issues = issues,
                        .plan = ret_plan,
                        .asked = today};
    p.decision = unit_decision_read(arena, form, issues);
    size_t first;
    size_t count = organisation_unit(organisation, unit_id, &first);
    const struct unit_state *nearest =
        unit_state_nearest(organisation->states + first, count, today, UNIT_KNOWN_NOW);
    if (kind == UNIT_ADD)
        plan_add(&p);
    else if (!nearest)
        complain(&p, "on",
                 MESSAGE_WITH(MSG_organisation_not_there_then, date_display(arena, today)));
    else if (kind == UNIT_RENAME)
        plan_change(&p, NAME);
    else if (kind == UNIT_MOVE)
        plan_change(&p, PARENT);
    else if (kind == UNIT_BEGIN)
        plan_begin(&p);
    else if (kind == UNIT_RESTORE)
        plan_restore(&p);
    else
        plan_end(&p, nearest);
    if (issues->count == 0)
        check_result(&p);
}

void unit_change_apply(struct arena *arena, const struct organisation *organisation,
                       const struct unit_plan *plan, struct organisation *ret_organisation) {
    struct unit_state *states =
        ARENA_ARRAY(arena, struct unit_state, organisation->count + plan->added.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < organisation->count; i++) {
        states[count++] = organisation->states[i];
        for (size_t k = 0; k < plan->withdrawn.count; k++)
            if (str_equal(plan->withdrawn.items[k].id, organisation->states[i].id)) {
                count--;
                break;
            }
    }
    for (size_t i = 0; i < plan->added.count; i++)
        states[count++] = plan->added.items[i];
    organisation_make(arena, states, count, ret_organisation);
}
