#include "features/movement/movement_store_service.h"

#include "features/movement/movement.sql.h"
#include "sys/id.h"

struct str movement_stored_number(struct arena *arena, bool is_set, struct decimal value) {
    return is_set ? decimal_canonical(arena, value) : STR("");
}

struct str movement_stored_day(struct arena *arena, struct date day) {
    return date_is_empty(day) ? STR_NONE : date_iso(arena, day);
}

struct date movement_day_of(struct str stored) {
    struct date day = {0};
    if (stored.p)
        date_parse_iso(stored, &day);
    return day;
}

static struct movement movement_from_row(const struct q_movement_rows_row *row) {
    struct movement m = {
        .id = row->id,
        .cluster_id = str_or_empty(row->cluster_id),
        .unit_id = str_or_empty(row->unit_id),
        .owner_name = str_or_empty(row->owner_name),
        .parent_id = str_or_empty(row->parent_id),
        .now = MOVEMENT_NO_STEP,
        .revision = row->revision,
        .title = row->title,
        .theme = row->theme,
        .objectives = row->objectives,
        .launcher_id = str_or_empty(row->launcher_id),
        .launcher_name = str_or_empty(row->launcher_name),
        .covenant_on = movement_day_of(row->covenant_on),
        .report_by = movement_day_of(row->report_by),
        .number = row->number,
        .issued_on = movement_day_of(row->issued_on),
        .issuer = row->issuer,
        .legal_code = row->legal_code,
        .source = row->source,
        .author = row->recorded_by,
        .at_ms = row->recorded_ms,
    };
    movement_kind_from_code(row->kind, &m.kind);
    movement_manner_from_code(row->manner, &m.manner);
    movement_step_from_code(str_or_empty(row->step), &m.now);
    partial_date_parse_iso(row->begins, &m.begins);
    partial_date_parse_iso(row->ends, &m.ends);
    return m;
}

const struct err *movement_load_scope(struct db_tx *tx, struct arena *arena,
                                      const struct cluster_year *year,
                                      struct movements *ret_movements) {
    struct str from = STR("0001-01-01");
    struct str to = STR("9999-12-31");
    if (year) {
        from = str_format(arena, "%04d-01-01", year->year);
        to = str_format(arena, "%04d-01-01", year->year + 1);
    }
    struct q_movement_rows_rows rows;
    TRY(q_movement_rows(tx, arena, STR(""), year ? year->cluster_id : STR(""),
                        year ? year->superior.id : STR("*"), from, to, &rows));
    struct movements movements = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &movements) = movement_from_row(&rows.items[i]);
    *ret_movements = movements;
    return NULL;
}

const struct err *movement_load_drives(struct db_tx *tx, struct arena *arena,
                                       struct str movement_id, struct movements *ret_drives) {
    struct q_movement_rows_rows rows;
    TRY(q_movement_rows(tx, arena, movement_id, STR(""), STR(""), STR("0001-01-01"),
                        STR("9999-12-31"), &rows));
    struct movements drives = {0};
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(str_or_empty(rows.items[i].parent_id), movement_id))
            *list_push(arena, &drives) = movement_from_row(&rows.items[i]);
    *ret_drives = drives;
    return NULL;
}

const struct err *movement_contents_load(struct db_tx *tx, struct arena *arena,
                                         struct str movement_id,
                                         struct movement_contents *ret_contents) {
    struct q_movement_contents_rows rows;
    TRY(q_movement_contents(tx, arena, movement_id, &rows));
    struct movement_contents contents = {0};
    for (size_t i = 0; i < rows.count; i++) {
        struct movement_content content = {rows.items[i].id, rows.items[i].body,
                                           rows.items[i].measure, false, DECIMAL_ZERO};
        content.has_target = decimal_parse(rows.items[i].target, &content.target);
        *list_push(arena, &contents) = content;
    }
    *ret_contents = contents;
    return NULL;
}

const struct err *movement_load_acts(struct db_tx *tx, struct arena *arena, struct str movement_id,
                                     struct movement_acts *ret_acts) {
    struct q_movement_acts_rows rows;
    TRY(q_movement_acts(tx, arena, movement_id, &rows));
    struct movement_acts acts = {0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_movement_acts_row *row = &rows.items[i];
        struct movement_act act = {.id = row->id,
                                   .is_left_out = row->is_left_out,
                                   .done_on = movement_day_of(row->done_on),
                                   .place = row->place,
                                   .document = row->document,
                                   .remark = row->remark,
                                   .author = row->recorded_by,
                                   .at_ms = row->recorded_ms,
                                   .withdrawn_ms =
                                       row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
                                   .withdrawn_by = str_or_empty(row->withdrawn_by),
                                   .withdrawn_reason = row->withdrawn_reason};
        movement_step_from_code(row->step, &act.step);
        *list_push(arena, &acts) = act;
    }
    *ret_acts = acts;
    return NULL;
}

const struct err *movement_load_links(struct db_tx *tx, struct arena *arena,
                                      struct movement_links *ret_links) {
    struct q_movement_links_all_rows rows;
    TRY(q_movement_links_all(tx, arena, &rows));
    struct movement_links links = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &links) =
            (struct movement_link){rows.items[i].id, rows.items[i].from_id, rows.items[i].to_id};
    *ret_links = links;
    return NULL;
}

/* --- writing ------------------------------------------------------------------------------ */

static struct str or_none(struct str id) {
    return id.n ? id : STR_NONE;
}

const struct err *movement_store(struct db_tx *tx, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const char *state, struct str reason,
                                 struct movement *m) {
    if (str_is_empty(m->id)) {
        bool found;
        struct q_movement_next_position_row next;
        TRY(q_movement_next_position(tx, arena, str_or_empty(m->cluster_id),
                                     str_or_empty(m->unit_id), &found, &next));
        if (found && next.position >= MOVEMENT_OWNER_MAX)
            return ERR_TEXT(ERR_LIMIT, "movement.owner_many", "too many movements of one owner");
        m->id = id_new(arena, now_ms);
        m->revision = 0;
        TRY(q_movement_insert(tx, m->id, movement_kind_code(m->kind), or_none(m->cluster_id),
                              or_none(m->unit_id), or_none(m->parent_id), next.position, now_ms,
                              user->name));
    }
    return q_movement_revision_insert(
        tx, id_new(arena, now_ms), m->id, m->revision + 1, m->title,
        movement_manner_code(m->manner), str_or_empty(m->theme), str_or_empty(m->objectives),
        partial_date_iso(arena, m->begins), partial_date_iso(arena, m->ends),
        or_none(m->launcher_id), movement_stored_day(arena, m->covenant_on),
        movement_stored_day(arena, m->report_by), str_or_empty(m->number),
        movement_stored_day(arena, m->issued_on), str_or_empty(m->issuer),
        str_or_empty(m->legal_code), str_or_empty(m->source), str_from_c(state),
        str_or_empty(reason), now_ms, user->name);
}

const struct err *movement_store_content(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         struct str movement_id,
                                         const struct movement_content *content) {
    bool found;
    struct q_movement_content_position_row next;
    TRY(q_movement_content_position(tx, arena, movement_id, &found, &next));
    return q_movement_content_insert(
        tx, id_new(arena, now_ms), movement_id, next.position, content->body, content->measure,
        movement_stored_number(arena, content->has_target, content->target), now_ms, user->name);
}
