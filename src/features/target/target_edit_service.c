#include "features/target/target_edit_service.h"

#include "features/target/target_store_service.h"

struct open_work {
    struct arena *arena;
    const struct user *user;
    const struct cluster_year *year;
    int64_t known_ms;
    struct target_book *book;
    struct target_powers *powers;
};

static const struct err *open_in(struct db_tx *tx, void *context) {
    struct open_work *work = context;
    TRY(target_book_load(tx, work->arena, work->year, work->known_ms, work->book));
    return target_powers_in(tx, work->arena, work->user, work->year, work->book, work->powers);
}

const struct err *target_open(struct db *db, struct arena *arena, const struct user *user,
                              const struct cluster_year *year, int64_t known_ms,
                              struct target_book *ret_book, struct target_powers *ret_powers) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster's targets");
    struct open_work work = {arena, user, year, known_ms, ret_book, ret_powers};
    return db_read(db, open_in, &work);
}

/* The content with that number that stands in the list. */
static const struct err *find_item(const struct target_book *book, int64_t number,
                                   const struct target_item **ret_item) {
    const struct target_item *item = target_book_item(book, number);
    if (!item || item->is_removed)
        return ERR(ERR_NOT_FOUND, "no such target");
    *ret_item = item;
    return NULL;
}

/* --- adding ------------------------------------------------------------------------------------
 */

struct add_work {
    const struct target_act *act;
    const struct target_item_form *form;
    struct str unit_id;
    struct str value;
    struct str first_half;
    const struct target_terms_form *terms;
    struct issues *issues;
    int64_t number;
};

static const struct target_item *same_name(const struct target_book *book, struct str fold,
                                           int64_t but) {
    for (size_t i = 0; i < book->items.count; i++)
        if (book->items.items[i].number != but && str_equal(book->items.items[i].name_fold, fold))
            return &book->items.items[i];
    return NULL;
}

static int64_t place_at_end(const struct target_book *book) {
    int64_t last = 0;
    for (size_t i = 0; i < book->items.count; i++)
        if (book->items.items[i].position > last)
            last = book->items.items[i].position;
    return last + 10;
}

/* Another content of that name: RET_SHARED where the unit's figure can go to it. */
static void check_twice(const struct add_work *work, const struct target_book *book,
                        const struct target_item *item, const struct target_item **ret_shared) {
    struct arena *arena = work->act->arena;
    const struct target_item *other = same_name(book, item->name_fold, 0);
    *ret_shared = NULL;
    if (!other)
        return;
    struct str number = str_format(arena, "%lld", (long long)other->number);
    struct message twice = MESSAGE_WITH(MSG_target_twice, number);
    if (item->for_all && !other->for_all)
        twice = MESSAGE_WITH(MSG_target_twice_some, number);
    else if (!item->for_all && !target_book_applies(book, other, work->unit_id)) {
        struct target_item meant = *other;
        meant.name = item->name;
        if (target_item_means_same(&meant, item)) {
            *ret_shared = other;
            return;
        }
        twice = MESSAGE_WITH(MSG_target_twice_measure, number, other->measure);
    }
    issue_add(arena, work->issues, STR("name"), twice);
}

static const struct err *check_adder(const struct target_powers *powers, bool for_all,
                                     struct str unit_id, bool *ret_decides) {
    *ret_decides = for_all || target_may_decide(powers, unit_id);
    if (for_all)
        return target_check_decide(powers, STR(""));
    if (*ret_decides)
        return NULL;
    if (target_may_propose(powers, unit_id))
        return NULL;
    return powers->may_decide || powers->may_adjust ? target_check_decide(powers, unit_id)
                                                    : target_check_propose(powers, unit_id);
}

/* What is set for a unit: agreed where the user may, else proposed. */
static const struct err *store_added(struct target_writing *writing, const struct target_item *item,
                                     struct str unit_id, const struct target_figure *figure) {
    bool decides = target_may_decide(&writing->powers, unit_id);
    struct target current = target_book_at(&writing->book, item, unit_id);
    enum target_source source =
        decides || writing->powers.may_decide ? writing->terms.source : TARGET_REGISTERED;
    return target_store_figure(writing, &current, decides ? TARGET_STANDS : TARGET_PROPOSED, source,
                               figure);
}

static const struct err *store_add(struct add_work *work, struct target_writing *writing,
                                   const struct target_item *shared, struct target_item *item,
                                   const struct target_figure *figure) {
    const struct cluster_year *year = work->act->year;
    if (!shared)
        TRY(target_store_new(writing, item));
    else
        *item = *shared;
    work->number = item->number;
    for (size_t i = 0; i < year->members.count && !figure->is_empty; i++)
        if (item->for_all || str_equal(year->members.items[i].id, work->unit_id))
            TRY(store_added(writing, item, year->members.items[i].id, figure));
    struct target first = {.item = item,
                           .unit_id = work->unit_id,
                           .state = figure->is_empty ? TARGET_MISSING : TARGET_STANDS,
                           .has_value = figure->has_value,
                           .value = figure->value,
                           .has_first_half = figure->has_first_half,
                           .first_half = figure->first_half};
    struct arena *arena = work->act->arena;
    struct str said = item->for_all
                          ? str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(item->name),
                                       STR_ARG(target_display(arena, LANG_VI, &first, TARGET_YEAR)))
                          : target_tell(arena, year, &first);
    return target_audit(writing, "target.add", STR_NONE, said);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct add_work *work = context;
    struct arena *arena = work->act->arena;
    work->issues->count = 0;
    work->number = 0;
    struct target_writing writing;
    TRY(target_begin(tx, work->act, &writing));
    struct target_item item = {.position = place_at_end(&writing.book)};
    bool decides;
    bool for_all = str_equal_c(work->form->for_all.p ? work->form->for_all : STR(""), "1");
    TRY(check_adder(&writing.powers, for_all, work->unit_id, &decides));
    if (!for_all && cluster_year_member_by_id(work->act->year, work->unit_id) < 0)
        return ERR(ERR_NOT_FOUND, "not a member of that year");
    target_read_item(arena, work->form, work->issues, &item);
    const struct target_item *shared = NULL;
    if (item.name_fold.n)
        check_twice(work, &writing.book, &item, &shared);
    if (!shared && writing.book.items.count >= TARGET_ITEMS_MAX)
        issue_add(arena, work->issues, STR("name"),
                  MESSAGE_WITH(MSG_target_too_many, str_format(arena, "%d", TARGET_ITEMS_MAX)));
    struct target_figure figure;
    target_read_figure(arena, &item, work->value, work->first_half, STR("value"), STR("half"),
                       work->issues, &figure);
    if (figure.is_empty && !for_all)
        issue_add(arena, work->issues, STR("value"), MESSAGE(MSG_target_value_missing));
    TRY(target_take_terms(&writing, work->terms, false, work->issues));
    if (work->issues->count)
        return NULL;
    return store_add(work, &writing, shared, &item, &figure);
}

const struct err *target_add(const struct target_act *act, const struct target_item_form *form,
                             struct str unit_id, struct str value, struct str first_half,
                             const struct target_terms_form *terms, struct issues *issues,
                             int64_t *ret_number) {
    struct add_work work = {
        .act = act,
        .form = form,
        .unit_id = unit_id.p ? unit_id : STR(""),
        .value = value,
        .first_half = first_half,
        .terms = terms,
        .issues = issues,
    };
    TRY(db_write(act->db, add_in, &work));
    *ret_number = work.number;
    return NULL;
}

/* --- a content ---------------------------------------------------------------------------------
 */

struct item_work {
    const struct target_act *act;
    int64_t number;
    const struct target_item_form *form; /* NULL: it is taken out */
    const struct target_terms_form *terms;
    struct issues *issues;
};

/* What it means changes for everybody who has it: whoever may not decide for one of them may not
 * change it. RET_AGREED: some figure of it is agreed. */
static const struct err *check_meaning(const struct target_writing *writing,
                                       const struct target_item *item, bool *ret_agreed) {
    const struct cluster_year *year = writing->act->year;
    TRY(target_check_decide(&writing->powers, STR("")));
    *ret_agreed = false;
    for (size_t i = 0; i < year->members.count; i++) {
        struct target target = target_book_at(&writing->book, item, year->members.items[i].id);
        if (!target_stands(&target))
            continue;
        *ret_agreed = true;
        TRY(target_check_decide(&writing->powers, target.unit_id));
    }
    return NULL;
}

static struct str tell_item(struct arena *arena, const struct target_item *item) {
    return str_format(arena, STR_FMT "; " STR_FMT "; %s%s", STR_ARG(item->name),
                      STR_ARG(item->measure),
                      message_plain(LANG_VI, target_direction_name(item->direction)).p,
                      item->is_cumulative ? "; lũy kế" : "");
}

static const struct err *item_in(struct db_tx *tx, void *context) {
    struct item_work *work = context;
    struct arena *arena = work->act->arena;
    work->issues->count = 0;
    struct target_writing writing;
    TRY(target_begin(tx, work->act, &writing));
    if (!writing.powers.may_decide && !writing.powers.may_adjust)
        return ERR(ERR_DENIED, "no right to decide targets");
    const struct target_item *before = NULL;
    TRY(find_item(&writing.book, work->number, &before));
    struct target_item item = *before;
    if (work->form) {
        target_read_item(arena, work->form, work->issues, &item);
        const struct target_item *other = same_name(&writing.book, item.name_fold, item.number);
        if (other && item.name_fold.n)
            issue_add(arena, work->issues, STR("name"),
                      MESSAGE_WITH(MSG_target_twice,
                                   str_format(arena, "%lld", (long long)other->number)));
    } else
        item.is_removed = true;
    if (work->issues->count)
        return NULL;
    bool agreed = false;
    bool meant = !target_item_means_same(before, &item);
    if (meant) {
        TRY(check_meaning(&writing, before, &agreed));
        TRY(target_take_terms(&writing, work->terms, agreed, work->issues));
    } else { /* its place in the list: nothing that is measured changes, so no paper is asked for */
        writing.powers.is_locked = false;
        TRY(target_take_terms(&writing, work->terms, false, work->issues));
    }
    if (work->issues->count)
        return NULL;
    TRY(target_store_item(&writing, &item));
    return target_audit(&writing, work->form ? "target.change" : "target.remove",
                        tell_item(arena, before), work->form ? tell_item(arena, &item) : STR_NONE);
}

const struct err *target_change_item(const struct target_act *act, int64_t number,
                                     const struct target_item_form *form,
                                     const struct target_terms_form *terms, struct issues *issues) {
    struct item_work work = {act, number, form, terms, issues};
    return db_write(act->db, item_in, &work);
}

const struct err *target_remove_item(const struct target_act *act, int64_t number,
                                     const struct target_terms_form *terms, struct issues *issues) {
    struct item_work work = {act, number, NULL, terms, issues};
    return db_write(act->db, item_in, &work);
}

/* --- figures -----------------------------------------------------------------------------------
 */

struct set_change {
    struct target current;
    struct target_figure figure;
};

struct set_work {
    const struct target_act *act;
    enum target_mode mode;
    bool agrees;
    const struct target_entries *entries;
    const struct target_terms_form *terms;
    struct issues *issues;
    int64_t count;
    LIST(struct set_change) changes;
};

/* What the page showed when it was drawn. */
static struct target as_seen(const struct target_book *book, const struct target *current,
                             int64_t revision) {
    for (size_t i = 0; i < book->entries.count; i++) {
        const struct target *entry = &book->entries.items[i];
        if (entry->item->number == current->item->number &&
            str_equal(entry->unit_id, current->unit_id) && entry->origin.revision == revision)
            return *entry;
    }
    return (struct target){.item = current->item};
}

/* Somebody else changed it meanwhile: true where nothing is left to do for this cell. */
static bool was_overtaken(const struct set_work *work, const struct target_book *book,
                          const struct target_entry *entry, const struct target *current,
                          const struct target_figure *figure) {
    if (entry->seen_revision < 0 || entry->seen_revision == current->origin.revision)
        return false;
    struct target seen = as_seen(book, current, entry->seen_revision);
    if (!target_figure_is(figure, &seen)) {
        struct arena *arena = work->act->arena;
        struct str now = target_display(arena, LANG_VI, current, TARGET_YEAR);
        issue_add(arena, work->issues, entry->field,
                  MESSAGE_WITH(MSG_target_overtaken, current->origin.author,
                               instant_display(arena, current->origin.at_ms),
                               now.n ? now : STR("–")));
    }
    return true;
}

static const struct err *check_setter(const struct set_work *work,
                                      const struct target_powers *powers,
                                      const struct target *current) {
    if (work->mode == TARGET_AS_DECIDER)
        return target_check_decide(powers, current->unit_id);
    TRY(target_check_propose(powers, current->unit_id));
    if (target_stands(current))
        return ERR_TEXT(ERR_DENIED, "target.own_agreed", "an agreed target is not the unit's own");
    return NULL;
}

static const struct err *take_entry(struct set_work *work, const struct target_writing *writing,
                                    const struct target_entry *entry) {
    struct arena *arena = work->act->arena;
    const struct target_item *item = NULL;
    TRY(find_item(&writing->book, entry->number, &item));
    if (cluster_year_member_by_id(work->act->year, entry->unit_id) < 0)
        return ERR(ERR_NOT_FOUND, "not a member of that year");
    struct target current = target_book_at(&writing->book, item, entry->unit_id);
    struct target_figure figure;
    size_t faults = work->issues->count;
    target_read_figure(arena, item, entry->value, entry->first_half, entry->field,
                       str_format(arena, STR_FMT "-half", STR_ARG(entry->field)), work->issues,
                       &figure);
    bool agrees = work->agrees && work->mode == TARGET_AS_DECIDER &&
                  current.state == TARGET_PROPOSED && !figure.is_empty;
    if (work->issues->count > faults || (target_figure_is(&figure, &current) && !agrees) ||
        was_overtaken(work, &writing->book, entry, &current, &figure))
        return NULL;
    TRY(check_setter(work, &writing->powers, &current));
    *list_push(arena, &work->changes) = (struct set_change){current, figure};
    return NULL;
}

/* What the audit tells of many changes: the first of them. */
enum { TOLD_MAX = 30 };

static struct str with_line(struct arena *arena, struct str text, struct str line) {
    return str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? "\n" : "",
                      STR_ARG(line));
}

static const struct err *audit_changes(struct set_work *work, struct target_writing *writing) {
    struct arena *arena = work->act->arena;
    struct str before = STR("");
    struct str after = STR("");
    for (size_t i = 0; i < work->changes.count && i < TOLD_MAX; i++) {
        const struct set_change *change = &work->changes.items[i];
        struct target now = change->current;
        now.state = change->figure.is_empty ? TARGET_WITHDRAWN : TARGET_STANDS;
        now.has_value = change->figure.has_value;
        now.value = change->figure.value;
        now.has_first_half = change->figure.has_first_half;
        now.first_half = change->figure.first_half;
        before = with_line(arena, before, target_tell(arena, work->act->year, &change->current));
        after = with_line(arena, after, target_tell(arena, work->act->year, &now));
    }
    if (work->changes.count > TOLD_MAX)
        after = with_line(arena, after, str_format(arena, "… (%zu)", work->changes.count));
    const char *action = writing->powers.is_locked         ? "target.adjust"
                         : work->mode == TARGET_AS_DECIDER ? "target.set"
                                                           : "target.propose";
    return target_audit(writing, action, before, after);
}

static const struct err *set_in(struct db_tx *tx, void *context) {
    struct set_work *work = context;
    work->issues->count = 0;
    work->changes.count = 0;
    work->count = 0;
    struct target_writing writing;
    TRY(target_begin(tx, work->act, &writing));
    for (size_t i = 0; i < work->entries->count; i++)
        TRY(take_entry(work, &writing, &work->entries->items[i]));
    bool needs_reason = false;
    for (size_t i = 0; i < work->changes.count; i++)
        needs_reason = needs_reason || target_stands(&work->changes.items[i].current);
    if (work->changes.count)
        TRY(target_take_terms(&writing, work->terms, needs_reason, work->issues));
    if (work->issues->count || !work->changes.count)
        return NULL;
    for (size_t i = 0; i < work->changes.count; i++) {
        const struct set_change *change = &work->changes.items[i];
        bool decides = work->mode == TARGET_AS_DECIDER;
        enum target_state state = change->figure.is_empty ? TARGET_WITHDRAWN
                                  : decides               ? TARGET_STANDS
                                                          : TARGET_PROPOSED;
        enum target_source source = change->figure.is_empty ? change->current.source
                                    : decides               ? writing.terms.source
                                                            : TARGET_REGISTERED;
        TRY(target_store_figure(&writing, &change->current, state, source, &change->figure));
    }
    work->count = (int64_t)work->changes.count;
    return audit_changes(work, &writing);
}

const struct err *target_set(const struct target_act *act, enum target_mode mode, bool agrees,
                             const struct target_entries *entries,
                             const struct target_terms_form *terms, struct issues *issues,
                             int64_t *ret_count) {
    struct set_work work = {.act = act,
                            .mode = mode,
                            .agrees = agrees,
                            .entries = entries,
                            .terms = terms,
                            .issues = issues};
    TRY(db_write(act->db, set_in, &work));
    *ret_count = work.count;
    return NULL;
}

/* --- agreeing ----------------------------------------------------------------------------------
 */

struct agree_work {
    const struct target_act *act;
    const struct target_key *keys;
    size_t key_count;
    const struct target_terms_form *terms;
    struct issues *issues;
    int64_t count;
};

static const struct err *agree_in(struct db_tx *tx, void *context) {
    struct agree_work *work = context;
    struct arena *arena = work->act->arena;
    work->issues->count = 0;
    work->count = 0;
    struct target_writing writing;
    TRY(target_begin(tx, work->act, &writing));
    TRY(target_check_decide(&writing.powers, STR("")));
    if (!work->key_count)
        issue_add(arena, work->issues, STR(""), MESSAGE(MSG_target_agree_none));
    TRY(target_take_terms(&writing, work->terms, false, work->issues));
    if (work->issues->count)
        return NULL;
    struct str told = STR("");
    for (size_t i = 0; i < work->key_count; i++) {
        const struct target_item *item = NULL;
        TRY(find_item(&writing.book, work->keys[i].number, &item));
        TRY(target_check_decide(&writing.powers, work->keys[i].unit_id));
        struct target current = target_book_at(&writing.book, item, work->keys[i].unit_id);
        if (current.state != TARGET_PROPOSED)
            continue; /* agreed or taken back meanwhile */
        const struct target_figure same = {
            .has_value = current.has_value,
            .value = current.value,
            .has_first_half = current.has_first_half,
            .first_half = current.first_half,
        };
        TRY(target_store_figure(&writing, &current, TARGET_STANDS, current.source, &same));
        if (work->count++ < TOLD_MAX)
            told = with_line(arena, told, target_tell(arena, work->act->year, &current));
    }
    return work->count ? target_audit(&writing, "target.agree", STR_NONE, told) : NULL;
}

const struct err *target_agree(const struct target_act *act, const struct target_key *keys,
                               size_t count, const struct target_terms_form *terms,
                               struct issues *issues, int64_t *ret_count) {
    struct agree_work work = {act, keys, count, terms, issues, 0};
    TRY(db_write(act->db, agree_in, &work));
    *ret_count = work.count;
    return NULL;
}
