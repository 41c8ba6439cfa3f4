#include "features/cluster/cluster.h"

#include "text/form_text.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

struct date cluster_names_day(struct period period, struct date held_on) {
    struct date last = period_last_day(period);
    bool within = !date_is_empty(held_on) && date_compare(held_on, last) <= 0 &&
                  date_compare(held_on, period_first_day(period)) >= 0;
    return within ? held_on : last;
}

struct place place_of_period(const struct cluster_period *cluster) {
    struct place place = place_at(cluster->cluster_id, cluster->period.year);
    place.is_closed = cluster->closing.closed;
    return place;
}

ptrdiff_t cluster_member_by_id(const struct cluster_period *cluster, struct str id) {
    for (size_t i = 0; i < cluster->members.count; i++)
        if (str_equal(cluster->members.items[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t cluster_member_by_slug(const struct cluster_period *cluster, struct str slug) {
    for (size_t i = 0; i < cluster->members.count; i++)
        if (str_equal(cluster->members.items[i].slug, slug))
            return (ptrdiff_t)i;
    return -1;
}

/* "3. Ban CHQS huyện …", "- …", "3)\t…": the name without what a list puts before it. */
static struct str without_bullet(struct str line) {
    line = str_trim(line);
    size_t i = 0;
    while (i < line.n && line.p[i] >= '0' && line.p[i] <= '9')
        i++;
    bool numbered = i && i < line.n && (line.p[i] == '.' || line.p[i] == ')' || line.p[i] == '\t');
    if (numbered)
        return str_trim(str_slice(line, i + 1, line.n));
    while (line.n && (line.p[0] == '-' || line.p[0] == '+' || line.p[0] == '*'))
        line = str_trim(str_slice(line, 1, line.n));
    if (str_starts_with(line, STR("•")))
        line = str_trim(str_slice(line, STR("•").n, line.n));
    return line;
}

static struct str number(struct arena *arena, int value) {
    return str_format(arena, "%d", value);
}

static void check_length(struct arena *arena, struct issues *issues, struct str field,
                         struct str text) {
    if (utf8_length(text) > CLUSTER_NAME_MAX)
        issue_add(arena, issues, field,
                  MESSAGE_WITH(MSG_cluster_field_too_long, number(arena, CLUSTER_NAME_MAX)));
}

static void read_members(struct arena *arena, struct str text, struct issues *issues,
                         struct cluster_draft *draft) {
    struct str field = STR("members");
    struct str rest = text;
    LIST(struct str) folded = {0}; /* of the members so far */
    while (rest.p && draft->members.count <= CLUSTER_MEMBERS_MAX) {
        struct str name;
        if (!utf8_clean_line(arena, without_bullet(str_cut(&rest, '\n')), &name) ||
            str_is_empty(name))
            continue;
        /* A list ends with a stop or semicolons between its lines. */
        while (name.n && (name.p[name.n - 1] == ';' || name.p[name.n - 1] == ',' ||
                          name.p[name.n - 1] == '.'))
            name.n--;
        if (utf8_length(name) > CLUSTER_NAME_MAX) {
            issue_add(arena, issues, field,
                      MESSAGE_WITH(MSG_cluster_member_too_long, utf8_head(name, 40),
                                   number(arena, CLUSTER_NAME_MAX)));
            continue;
        }
        struct str fold = vi_fold(arena, name);
        bool twice = false;
        for (size_t i = 0; i < folded.count && !twice; i++)
            twice = str_equal(folded.items[i], fold);
        if (twice)
            issue_add(arena, issues, field, MESSAGE_WITH(MSG_cluster_member_twice, name));
        *list_push(arena, &folded) = fold;
        *list_push(arena, &draft->members) = name;
    }
    if (draft->members.count < 2)
        issue_add(arena, issues, field, MESSAGE(MSG_cluster_members_missing));
    else if (draft->members.count > CLUSTER_MEMBERS_MAX)
        issue_add(arena, issues, field,
                  MESSAGE_WITH(MSG_cluster_members_too_many, number(arena, CLUSTER_MEMBERS_MAX)));
}

/* The member meant by a name: the whole name, or its end when only one member ends so. */
static ptrdiff_t find_member(struct arena *arena, const struct cluster_draft *draft,
                             struct str name) {
    struct str folded = vi_fold(arena, name);
    ptrdiff_t found = -1;
    for (size_t i = 0; i < draft->members.count; i++) {
        struct str member = vi_fold(arena, draft->members.items[i]);
        if (str_equal(member, folded))
            return (ptrdiff_t)i;
        if (str_ends_with(member, folded) && folded.n)
            found = found == -1 ? (ptrdiff_t)i : -2;
    }
    return found < 0 ? -1 : found;
}

static ptrdiff_t check_member(struct arena *arena, struct issues *issues, struct str field,
                              const struct cluster_draft *draft, struct str name) {
    if (str_is_empty(name))
        return -1;
    ptrdiff_t member = find_member(arena, draft, name);
    if (member < 0)
        issue_add(arena, issues, field, MESSAGE_WITH(MSG_cluster_not_a_member, name));
    return member;
}

static struct date check_date(struct arena *arena, struct issues *issues, struct str field,
                              struct str text) {
    return form_date(arena, issues, field, text, MSG_cluster_date_wrong);
}

/* Head, host, venue and dates: the same for a new cluster and for changes. */
static void check_facts(struct arena *arena, const struct cluster_form *form, struct issues *issues,
                        struct cluster_draft *draft) {
    draft->head = check_member(arena, issues, STR("head"), draft, form->head);
    draft->host = check_member(arena, issues, STR("host"), draft, form->host);
    draft->venue = form->venue.p ? form->venue : STR("");
    check_length(arena, issues, STR("venue"), draft->venue);
    draft->held_on = check_date(arena, issues, STR("held_on"), form->held_on);
    draft->figures_until = check_date(arena, issues, STR("figures_until"), form->figures_until);
    draft->places_shown = !form->places_hidden;
    struct date until = draft->figures_until;
    bool outside = !date_is_empty(until) && draft->period.year &&
                   (date_compare(until, period_first_day(draft->period)) < 0 ||
                    date_compare(until, period_last_day(draft->period)) > 0);
    if (outside)
        issue_add(arena, issues, STR("figures_until"),
                  MESSAGE_WITH(MSG_cluster_date_outside, date_display(arena, until),
                               period_display(arena, LANG_VI, draft->period)));
}

void cluster_check_form(struct arena *arena, const struct cluster_form *form, struct issues *issues,
                        struct cluster_draft *ret_draft) {
    *ret_draft = (struct cluster_draft){.name = form->name,
                                        .superior = form->superior,
                                        .unit_kind = form->unit_kind.p ? form->unit_kind : STR("")};
    if (str_is_empty(form->name))
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_cluster_name_missing));
    check_length(arena, issues, STR("name"), form->name);
    if (str_is_empty(form->superior))
        issue_add(arena, issues, STR("superior"), MESSAGE(MSG_cluster_superior_missing));
    check_length(arena, issues, STR("superior"), form->superior);
    read_members(arena, form->members, issues, ret_draft);
    long long year = 0;
    long long half = 0;
    if (str_to_int64(form->year, &year) && str_to_int64(form->half, &half) && year >= 1990 &&
        year <= 2100 && (half == 1 || half == 2))
        ret_draft->period = (struct period){(int)year, (int)half};
    else
        issue_add(arena, issues, STR("year"), MESSAGE(MSG_cluster_period_wrong));
    ret_draft->kind = str_is_empty(form->kind) ? STR("area") : form->kind;
    check_facts(arena, form, issues, ret_draft);
}

void cluster_check_settings(struct arena *arena, const struct cluster_form *form,
                            const struct cluster_units *members, struct period period,
                            struct issues *issues, struct cluster_draft *ret_draft) {
    *ret_draft = (struct cluster_draft){.period = period};
    for (size_t i = 0; i < members->count; i++)
        *list_push(arena, &ret_draft->members) = members->items[i].name;
    check_facts(arena, form, issues, ret_draft);
}
