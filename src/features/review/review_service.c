#include "features/review/review_service.h"

#include "features/audit/audit.h"
#include "features/review/review.sql.h"
#include "sys/id.h"
#include "text/utf8.h"

struct review_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct issues *issues;
    /* reading */
    struct review *review;
    /* a text */
    enum review_section section;
    struct str body;
    struct str source;
    int64_t seen_revision;
    /* an item */
    struct review_item item;
    bool remove;
};

static struct date stored_date(struct str text) {
    struct date date = {0};
    date_parse_iso(text, &date);
    return date;
}

/* --- reading ------------------------------------------------------------------------------ */

static const struct err *load_texts(struct db_tx *tx, struct review_work *work) {
    struct q_texts_current_rows rows;
    TRY(q_texts_current(tx, work->arena, work->cluster->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        enum review_section section;
        if (review_section_from_code(rows.items[i].section, &section))
            work->review->texts[section] =
                (struct review_text){rows.items[i].body, rows.items[i].author, rows.items[i].at_ms,
                                     rows.items[i].source, rows.items[i].revision};
    }
    return NULL;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct review_work *work = context;
    *work->review = (struct review){0};
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++)
        work->review->texts[section].body = STR("");
    TRY(load_texts(tx, work));
    struct q_items_current_rows rows;
    TRY(q_items_current(tx, work->arena, work->cluster->id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_items_current_row *row = &rows.items[i];
        struct review_item item = {
            .id = row->item,
            .revision = row->revision,
            .content = row->content,
            .cause = row->cause,
            .lesson = row->lesson,
            .remedy = row->remedy,
            .owner = row->owner,
            .due = stored_date(row->due_on),
            .author = row->author,
            .at_ms = row->at_ms,
        };
        if (!review_item_from_code(row->kind, &item.kind))
            continue;
        if (item.kind == REVIEW_SHORTCOMING)
            *list_push(work->arena, &work->review->shortcomings) = item;
        else
            *list_push(work->arena, &work->review->tasks) = item;
    }
    return NULL;
}

const struct err *review_load(struct db *db, struct arena *arena, const struct user *user,
                              const struct cluster_period *cluster, struct review *ret_review) {
    if (!user_may(user, RIGHT_CLUSTER_READ, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to read the review");
    struct review_work work = {.arena = arena, .cluster = cluster, .review = ret_review};
    return db_read(db, load_in, &work);
}

/* --- texts -------------------------------------------------------------------------------- */

static const struct err *save_text_in(struct db_tx *tx, void *context) {
    struct review_work *work = context;
    *work->issues = (struct issues){0};
    struct str section = review_section_code(work->section);
    bool found;
    struct q_text_newest_row newest;
    TRY(q_text_newest(tx, work->arena, work->cluster->id, section, &found, &newest));
    int64_t revision = found ? newest.revision : 0;
    if (str_equal(found ? newest.body : STR(""), work->body))
        return NULL;
    if (work->seen_revision >= 0 && work->seen_revision != revision) {
        issue_add(work->arena, work->issues, section, MESSAGE(MSG_review_changed_meanwhile));
        return NULL;
    }
    TRY(q_text_insert(tx, id_new(work->arena, work->now_ms), work->cluster->id, section,
                      revision + 1, work->body, work->user->name, work->now_ms, work->source));
    struct audit_note note = {.action = "review.text",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = section};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *review_save_text(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   enum review_section section, struct str body, struct str source,
                                   int64_t seen_revision, struct issues *issues) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    struct review_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .cluster = cluster,
                               .issues = issues,
                               .section = section,
                               .body = body.p ? body : STR(""),
                               .source = source.p ? source : STR(""),
                               .seen_revision = seen_revision};
    if (utf8_length(work.body) > REVIEW_TEXT_MAX) {
        issue_add(arena, issues, review_section_code(section),
                  MESSAGE_WITH(MSG_review_text_too_long, str_format(arena, "%d", REVIEW_TEXT_MAX)));
        return NULL;
    }
    return db_write(db, save_text_in, &work);
}

/* --- items -------------------------------------------------------------------------------- */

/* The place behind the last of its kind. */
static const struct err *count_items(struct db_tx *tx, struct review_work *work,
                                     int64_t *ret_position, size_t *ret_count) {
    struct q_items_current_rows rows;
    TRY(q_items_current(tx, work->arena, work->cluster->id, &rows));
    int64_t position = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (rows.items[i].position >= position)
            position = rows.items[i].position + 1;
    *ret_position = position;
    *ret_count = rows.count;
    return NULL;
}

static const struct err *save_item_in(struct db_tx *tx, void *context) {
    struct review_work *work = context;
    *work->issues = (struct issues){0};
    struct arena *arena = work->arena;
    struct review_item *item = &work->item;
    int64_t revision = 1;
    int64_t position = 0;
    size_t count = 0;
    struct str before = STR_NONE;
    struct str item_id = item->id;
    if (!str_is_empty(item_id)) {
        bool found;
        struct q_item_newest_row old;
        TRY(q_item_newest(tx, arena, item_id, &found, &old));
        if (!found || !str_equal(old.cluster_period_id, work->cluster->id))
            return ERR(ERR_NOT_FOUND, "no such item");
        if (!review_item_from_code(old.kind, &item->kind))
            return ERR(ERR_DATABASE, "an item of an unknown kind");
        revision = old.revision + 1;
        position = old.position;
        before = old.content;
        if (work->remove) {
            *item = (struct review_item){.id = item_id,
                                         .kind = item->kind,
                                         .content = old.content,
                                         .cause = old.cause,
                                         .lesson = old.lesson,
                                         .remedy = old.remedy,
                                         .owner = old.owner,
                                         .due = stored_date(old.due_on)};
        }
    } else {
        TRY(count_items(tx, work, &position, &count));
        if (count >= REVIEW_ITEMS_MAX) {
            issue_add(arena, work->issues, STR("content"),
                      MESSAGE_WITH(MSG_review_too_many_items, str_format(arena, "%zu", count)));
            return NULL;
        }
        item_id = id_new(arena, work->now_ms);
    }
    TRY(q_item_insert(tx, id_new(arena, work->now_ms), work->cluster->id,
                      review_item_code(item->kind), item_id, revision, position, item->content,
                      item->cause, item->lesson, item->remedy, item->owner,
                      date_is_empty(item->due) ? STR_NONE : date_iso(arena, item->due),
                      work->remove, work->user->name, work->now_ms));
    struct audit_note note = {.action = "review.item",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .before = before,
                              .after = work->remove ? STR_NONE : item->content};
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *review_save_item(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   struct str item_id, enum review_item_kind kind,
                                   const struct review_item_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    struct review_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster, .issues = issues};
    review_check_item(arena, kind, form, issues, &work.item);
    if (issues->count)
        return NULL;
    work.item.id = item_id.p ? item_id : STR("");
    return db_write(db, save_item_in, &work);
}

const struct err *review_remove_item(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     struct str item_id) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    if (str_is_empty(item_id))
        return ERR(ERR_NOT_FOUND, "no item named");
    struct issues issues = {0};
    struct review_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .cluster = cluster,
                               .issues = &issues,
                               .item = {.id = item_id},
                               .remove = true};
    return db_write(db, save_item_in, &work);
}
