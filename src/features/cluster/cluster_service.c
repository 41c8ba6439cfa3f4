#include "features/cluster/cluster_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/cluster/cluster.sql.h"
#include "features/cluster/cluster_roster_service.h"
#include "features/organisation/organisation_service.h"
#include "sys/id.h"
#include "text/vi_fold.h"

/* --- reading ------------------------------------------------------------------------------ */

/* The name as at a day; a unit's states stand together among ROWS. */
static struct str name_at(const struct unit_state *states, size_t count, struct date day) {
    const struct unit_state *state = unit_state_nearest(states, count, day, UNIT_KNOWN_NOW);
    return state ? state->name : STR("");
}

struct list_work {
    struct arena *arena;
    const struct reach *reach;
    struct cluster_summaries *clusters;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_period_list_rows rows;
    TRY(q_period_list(tx, work->arena, reach_clusters(work->arena, work->reach), &rows));
    *work->clusters = (struct cluster_summaries){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_period_list_row *row = &rows.items[i];
        struct period period;
        if (!period_parse(row->code, &period) ||
            !reach_has(work->reach, place_at(row->cluster_id, period.year)))
            continue;
        struct cluster_summary summary = {
            .cluster_id = row->cluster_id,
            .slug = row->slug,
            .name = row->name,
            .period_code = row->code,
            .figures_until = date_from_iso(row->figures_until),
            .held_on = date_from_iso(row->held_on),
            .is_sample = row->is_sample,
        };
        period_parse(row->code, &summary.period);
        *list_push(work->arena, work->clusters) = summary;
    }
    return NULL;
}

const struct err *cluster_list(struct db *db, struct arena *arena, const struct reach *reach,
                               struct cluster_summaries *ret_clusters) {
    struct list_work work = {arena, reach, ret_clusters};
    return db_read(db, list_in, &work);
}

/* The units of ROWS with their names of the half-year's day. A unit's states stand together. */
static void name_units(struct arena *arena, const struct q_cluster_units_rows *rows,
                       struct cluster_period *cluster) {
    struct date day = cluster_names_day(cluster->period, cluster->held_on);
    struct unit_state *states = ARENA_ARRAY(arena, struct unit_state, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++)
        states[i] = (struct unit_state){.name = rows->items[i].name,
                                        .from = date_from_iso(rows->items[i].valid_from),
                                        .to = date_from_iso(rows->items[i].valid_to)};
    for (size_t i = 0, end; i < rows->count; i = end) {
        const struct q_cluster_units_row *row = &rows->items[i];
        for (end = i + 1; end < rows->count && str_equal(rows->items[end].id, row->id); end++)
            ;
        struct cluster_unit unit = {row->id, row->slug, name_at(states + i, end - i, day)};
        if (row->position.set)
            *list_push(arena, &cluster->members) = unit;
        struct cluster_unit *const others[] = {&cluster->superior, &cluster->head, &cluster->host};
        for (size_t k = 0; k < COUNT_OF(others); k++)
            if (str_equal(others[k]->id, unit.id))
                *others[k] = unit;
    }
}

/* Superior, head and host; the members too where their year is asked for (else 0). */
static const struct err *load_units(struct db_tx *tx, struct arena *arena, int year,
                                    struct cluster_period *cluster) {
    struct q_cluster_units_rows rows;
    TRY(q_cluster_units(tx, arena, cluster->cluster_id, year, cluster->superior.id,
                        cluster->head.id, cluster->host.id, &rows));
    name_units(arena, &rows, cluster);
    return NULL;
}

/* All but the units. */
static const struct err *load_row(struct db_tx *tx, struct arena *arena, struct str slug,
                                  struct str period_code, struct cluster_period *ret_cluster) {
    bool found;
    struct q_period_find_row row;
    TRY(q_period_find(tx, arena, slug, period_code, &found, &row));
    if (!found)
        return ERR_TEXT(ERR_NOT_FOUND, "cluster.no_period", "no cluster " STR_FMT " in " STR_FMT,
                        STR_ARG(slug), STR_ARG(period_code));
    const struct cluster_unit nobody = {STR(""), STR(""), STR("")};
    struct cluster_period cluster = {
        .id = row.id,
        .code = row.code,
        .figures_until = date_from_iso(row.figures_until),
        .cluster_id = row.cluster_id,
        .slug = row.slug,
        .name = row.name,
        .is_sample = row.is_sample,
        .source = row.source,
        .superior = nobody,
        .head = nobody,
        .host = nobody,
        .venue = row.venue,
        .held_on = date_from_iso(row.held_on),
        .places_shown = row.places_shown,
        .revision = row.revision,
        .structure_revision = row.structure_revision,
    };
    cluster.superior.id = row.superior_id;
    cluster.head.id = str_or_empty(row.head_unit_id);
    cluster.host.id = str_or_empty(row.host_unit_id);
    if (!period_parse(row.code, &cluster.period))
        return ERR(ERR_DATABASE, "a period with the code " STR_FMT, STR_ARG(row.code));
    TRY(closing_of_period(tx, arena, row.id, &cluster.closing));
    *ret_cluster = cluster;
    return NULL;
}

/* All but the members. */
static const struct err *load_facts(struct db_tx *tx, struct arena *arena, struct str slug,
                                    struct str period_code, struct cluster_period *ret_cluster) {
    struct cluster_period cluster;
    TRY(load_row(tx, arena, slug, period_code, &cluster));
    TRY(load_units(tx, arena, 0, &cluster));
    *ret_cluster = cluster;
    return NULL;
}

const struct err *cluster_load(struct db_tx *tx, struct arena *arena, struct str slug,
                               struct str period_code, struct cluster_period *ret_cluster) {
    struct cluster_period cluster;
    TRY(load_row(tx, arena, slug, period_code, &cluster));
    TRY(load_units(tx, arena, cluster.period.year, &cluster));
    *ret_cluster = cluster;
    return NULL;
}

struct find_work {
    struct arena *arena;
    struct str slug;
    struct str period_code;
    struct cluster_period *cluster;
};

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct find_work *work = context;
    return cluster_load(tx, work->arena, work->slug, work->period_code, work->cluster);
}

static const struct err *find_facts_in(struct db_tx *tx, void *context) {
    struct find_work *work = context;
    return load_facts(tx, work->arena, work->slug, work->period_code, work->cluster);
}

static const struct err *find(struct db *db, const struct user *user, db_work look,
                              struct find_work *work, struct cluster_period *ret_cluster) {
    struct cluster_period cluster;
    work->cluster = &cluster;
    TRY(db_read(db, look, work));
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(&cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    *ret_cluster = cluster;
    return NULL;
}

const struct err *cluster_find(struct db *db, struct arena *arena, const struct user *user,
                               struct str slug, struct str period_code,
                               struct cluster_period *ret_cluster) {
    struct find_work work = {.arena = arena, .slug = slug, .period_code = period_code};
    return find(db, user, find_in, &work, ret_cluster);
}

const struct err *cluster_find_facts(struct db *db, struct arena *arena, const struct user *user,
                                     struct str slug, struct str period_code,
                                     struct cluster_period *ret_cluster) {
    struct find_work work = {.arena = arena, .slug = slug, .period_code = period_code};
    return find(db, user, find_facts_in, &work, ret_cluster);
}

struct directory_work {
    struct arena *arena;
    const struct reach *reach;
    struct cluster_entries *entries;
};

static const struct err *directory_in(struct db_tx *tx, void *context) {
    struct directory_work *work = context;
    struct q_cluster_directory_rows rows;
    TRY(q_cluster_directory(tx, work->arena, &rows));
    *work->entries = (struct cluster_entries){0};
    struct cluster_entry *entry = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_cluster_directory_row *row = &rows.items[i];
        if (!reach_has(work->reach, place_at(row->cluster_id, 0)))
            continue;
        if (!entry || !str_equal(entry->id, row->cluster_id)) {
            entry = list_push(work->arena, work->entries);
            *entry = (struct cluster_entry){
                .id = row->cluster_id, .slug = row->slug, .name = row->cluster_name};
        }
        *list_push(work->arena, &entry->units) =
            (struct cluster_unit){row->unit_id, STR(""), row->unit_name};
    }
    return NULL;
}

const struct err *cluster_directory(struct db *db, struct arena *arena, const struct reach *reach,
                                    struct cluster_entries *ret_entries) {
    struct directory_work work = {arena, reach, ret_entries};
    return db_read(db, directory_in, &work);
}

static bool holds_grant(const struct user *user, struct str cluster_id, struct str unit_id) {
    for (size_t i = 0; i < user->grant_count; i++)
        if (str_equal(user->grants[i].cluster_id, cluster_id) &&
            (str_is_empty(unit_id) || str_equal(user->grants[i].unit_id, unit_id)))
            return true;
    return false;
}

const struct err *cluster_directory_own(struct db *db, struct arena *arena, const struct user *user,
                                        struct cluster_entries *ret_entries) {
    struct cluster_entries all = {0};
    const struct reach everywhere = {.is_all = true};
    struct directory_work work = {arena, &everywhere, &all};
    TRY(db_read(db, directory_in, &work));
    *ret_entries = (struct cluster_entries){0};
    for (size_t i = 0; i < all.count; i++) {
        const struct cluster_entry *from = &all.items[i];
        if (!holds_grant(user, from->id, STR("")))
            continue;
        struct cluster_entry *entry = list_push(arena, ret_entries);
        *entry = (struct cluster_entry){.id = from->id, .slug = from->slug, .name = from->name};
        for (size_t k = 0; k < from->units.count; k++)
            if (holds_grant(user, from->id, from->units.items[k].id))
                *list_push(arena, &entry->units) = from->units.items[k];
    }
    return NULL;
}

/* --- writing ------------------------------------------------------------------------------ */

struct create_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_draft *draft;
    const struct cluster_origin *origin;
    struct issues *issues;
    struct unit *units; /* of the members; without an id: still to be made */
    struct unit superior;
    struct str slug;
};

static const struct err *free_slug(struct db_tx *tx, struct create_work *work) {
    struct str base = work->origin && work->origin->slug.n
                          ? work->origin->slug
                          : vi_slug(work->arena, work->draft->name);
    if (str_is_empty(base))
        base = STR("cum");
    work->slug = base;
    for (int suffix = 2;; suffix++) {
        bool taken;
        struct q_cluster_by_slug_row row;
        TRY(q_cluster_by_slug(tx, work->arena, work->slug, &taken, &row));
        if (!taken)
            return NULL;
        work->slug = str_format(work->arena, STR_FMT "-%d", STR_ARG(base), suffix);
    }
}

static const struct err *look_up(struct db_tx *tx, struct create_work *work, const char *field,
                                 struct str name, struct str above_id, struct unit *ret_unit) {
    struct unit_lookup lookup;
    struct date day = cluster_names_day(work->draft->period, work->draft->held_on);
    TRY(unit_look_up(tx, work->arena, name, above_id, day, &lookup));
    if (lookup.refused)
        issue_add(work->arena, work->issues, str_from_c(field), lookup.refusal);
    *ret_unit = lookup.found ? lookup.unit : (struct unit){.id = STR(""), .name = name};
    return NULL;
}

static const struct err *check_kind(struct db_tx *tx, struct create_work *work) {
    struct cluster_kinds kinds;
    TRY(cluster_kinds_in(tx, work->arena, &kinds));
    bool known = false;
    for (size_t i = 0; i < kinds.count; i++)
        known = known || str_equal(kinds.items[i].code, work->draft->kind);
    if (!known)
        issue_add(work->arena, work->issues, STR("kind"), MESSAGE(MSG_cluster_kind_missing));
    return NULL;
}

/* A unit stands in one cluster of a kind in a year. */
static const struct err *check_elsewhere(struct db_tx *tx, struct create_work *work,
                                         const struct unit *unit) {
    if (!unit->id.n)
        return NULL;
    struct str other;
    TRY(cluster_elsewhere(tx, work->arena, unit->id, work->draft->period.year, work->draft->kind,
                          STR(""), &other));
    if (other.n)
        issue_add(work->arena, work->issues, STR("members"),
                  MESSAGE_WITH(MSG_cluster_elsewhere, unit->name, other,
                               str_format(work->arena, "%d", work->draft->period.year)));
    return NULL;
}

/* The units that the form names, as at the half-year's day. One that had ended, been renamed or did
 * not exist yet is an issue: nothing has been written then. */
static const struct err *look_up_units(struct db_tx *tx, struct create_work *work) {
    const struct cluster_draft *draft = work->draft;
    *work->issues = (struct issues){0};
    work->units = ARENA_ARRAY(work->arena, struct unit, draft->members.count + 1);
    TRY(look_up(tx, work, "superior", draft->superior, STR(""), &work->superior));
    for (size_t i = 0; i < draft->members.count; i++) {
        struct str name = draft->members.items[i];
        work->units[i] = (struct unit){.id = STR(""), .name = name};
        if (work->superior.id.n)
            TRY(look_up(tx, work, "members", name, work->superior.id, &work->units[i]));
        TRY(check_elsewhere(tx, work, &work->units[i]));
    }
    return check_kind(tx, work);
}

static const struct err *check_unit_kind(struct db_tx *tx, const struct create_work *work) {
    struct unit_kinds kinds;
    TRY(organisation_kinds_in(tx, work->arena, &kinds));
    if (!unit_kind_find(&kinds, work->draft->unit_kind))
        issue_add(work->arena, work->issues, STR("unit_kind"),
                  MESSAGE_WITH(MSG_organisation_kind_unknown, work->draft->unit_kind));
    return NULL;
}

static const struct err *take_unit(struct db_tx *tx, const struct create_work *work,
                                   struct str kind, struct str parent_id, struct unit *unit) {
    struct str source = work->origin && work->origin->source.p ? work->origin->source : STR("");
    return unit->id.n ? NULL
                      : unit_make(tx, work->arena, work->user, work->now_ms, unit->name, kind,
                                  parent_id, source, unit);
}

static const struct err *create_in(struct db_tx *tx, void *context) {
    struct create_work *work = context;
    const struct cluster_draft *draft = work->draft;
    struct arena *arena = work->arena;
    TRY(look_up_units(tx, work));
    TRY(check_unit_kind(tx, work));
    if (work->issues->count)
        return NULL;
    TRY(free_slug(tx, work));
    TRY(take_unit(tx, work, STR(""), STR(""), &work->superior));
    struct str cluster_id = id_new(arena, work->now_ms);
    TRY(q_cluster_insert(tx, cluster_id, work->slug, draft->name, work->superior.id,
                         work->origin && work->origin->is_sample,
                         work->origin && work->origin->source.p ? work->origin->source : STR(""),
                         work->now_ms, draft->kind));
    struct str head = STR_NONE;
    struct str host = STR_NONE;
    for (size_t i = 0; i < draft->members.count; i++) {
        struct unit *unit = &work->units[i];
        TRY(take_unit(tx, work, draft->unit_kind, work->superior.id, unit));
        TRY(q_cluster_member_insert(tx, cluster_id, unit->id, draft->period.year, (int64_t)i));
        if ((ptrdiff_t)i == draft->head)
            head = unit->id;
        if ((ptrdiff_t)i == draft->host)
            host = unit->id;
    }
    struct str period_id = id_new(arena, work->now_ms);
    TRY(q_period_insert(tx, period_id, cluster_id, period_code(arena, draft->period),
                        date_iso_or_none(arena, draft->figures_until), head, host, draft->venue,
                        date_iso_or_none(arena, draft->held_on), draft->places_shown,
                        work->now_ms));
    struct audit_note note = {
        .action = "cluster.create",
        .object_kind = "cluster_period",
        .object_id = period_id,
        .after = str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(draft->name),
                            STR_ARG(period_code(arena, draft->period))),
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *cluster_create(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_form *form,
                                 const struct cluster_origin *origin, struct issues *issues,
                                 struct str *ret_slug, struct str *ret_period_code) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, PLACE_EVERYWHERE, STR("")))
        return ERR(ERR_DENIED, "no right to create a cluster");
    struct cluster_draft draft;
    cluster_check_form(arena, form, issues, &draft);
    if (issues->count)
        return NULL;
    struct create_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .draft = &draft,
                               .origin = origin,
                               .issues = issues};
    TRY(db_write(db, create_in, &work));
    if (issues->count)
        return NULL;
    *ret_slug = work.slug;
    *ret_period_code = period_code(arena, draft.period);
    return NULL;
}

struct change_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct cluster_draft *draft;
};

static struct str tell_facts(struct arena *arena, struct str head, struct str host,
                             struct str venue, struct date held_on, struct date until,
                             bool places_shown) {
    return str_format(arena,
                      "cụm trưởng: " STR_FMT "; đăng cai: " STR_FMT "; địa điểm: " STR_FMT
                      "; ngày họp: " STR_FMT "; số liệu đến: " STR_FMT "; xếp thứ: %s",
                      STR_ARG(head), STR_ARG(host), STR_ARG(venue),
                      STR_ARG(date_display(arena, held_on)), STR_ARG(date_display(arena, until)),
                      places_shown ? "hiện" : "ẩn");
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    const struct cluster_draft *draft = work->draft;
    const struct cluster_period *old = work->cluster;
    const struct cluster_unit none = {STR_NONE, STR(""), STR("")};
    struct cluster_unit head = draft->head >= 0 ? old->members.items[draft->head] : none;
    struct cluster_unit host = draft->host >= 0 ? old->members.items[draft->host] : none;
    int64_t changed;
    TRY(closing_must_be_open(tx, work->arena, old->id));
    TRY(q_period_update(tx, old->id, date_iso_or_none(work->arena, draft->figures_until), head.id,
                        host.id, draft->venue, date_iso_or_none(work->arena, draft->held_on),
                        draft->places_shown, &changed));
    struct audit_note note = {
        .action = "cluster.change",
        .object_kind = "cluster_period",
        .object_id = old->id,
        .before = tell_facts(work->arena, old->head.name, old->host.name, old->venue, old->held_on,
                             old->figures_until, old->places_shown),
        .after = tell_facts(work->arena, head.name, host.name, draft->venue, draft->held_on,
                            draft->figures_until, draft->places_shown),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *cluster_change_settings(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          const struct cluster_period *cluster,
                                          const struct cluster_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to change this cluster");
    struct cluster_draft draft;
    cluster_check_settings(arena, form, &cluster->members, cluster->period, issues, &draft);
    if (issues->count)
        return NULL;
    struct change_work work = {arena, user, now_ms, cluster, &draft};
    return db_write(db, change_in, &work);
}

const struct err *cluster_revisions(struct db_tx *tx, struct arena *arena, struct str slug,
                                    struct str period_code,
                                    struct cluster_revisions *ret_revisions) {
    bool found;
    struct q_period_revisions_row row;
    TRY(q_period_revisions(tx, arena, slug, period_code, &found, &row));
    if (!found)
        return ERR_TEXT(ERR_NOT_FOUND, "cluster.no_period", "no cluster " STR_FMT " in " STR_FMT,
                        STR_ARG(slug), STR_ARG(period_code));
    *ret_revisions = (struct cluster_revisions){row.id, row.revision, row.structure_revision};
    return NULL;
}

const struct err *cluster_bump_revision(struct db_tx *tx, struct arena *arena,
                                        struct str cluster_period_id,
                                        struct cluster_revisions *ret_revisions) {
    bool found;
    struct q_period_bump_row row;
    TRY(q_period_bump(tx, arena, cluster_period_id, &found, &row));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such period");
    *ret_revisions =
        (struct cluster_revisions){cluster_period_id, row.revision, row.structure_revision};
    return NULL;
}

const struct err *cluster_bump_structure(struct db_tx *tx, struct str cluster_period_id) {
    int64_t changed;
    TRY(q_period_bump_structure(tx, cluster_period_id, &changed));
    return changed ? NULL : ERR(ERR_NOT_FOUND, "no such period");
}

/* The hook of the room of units: half-years whose names may differ now. */
const struct err *organisation_units_changed(struct db_tx *tx, struct str unit_id) {
    int64_t changed;
    return q_period_bump_unit(tx, unit_id, &changed);
}

const struct err *cluster_bump_all(struct db_tx *tx) {
    return q_cluster_bump_all(tx);
}
