#include "features/review/review_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/review/review.sql.h"
#include "features/review/review_accounts_service.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/utf8.h"

struct review_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct issues *issues;
    /* reading */
    struct review *review;
    /* texts */
    const struct review_edit *edits;
    size_t edit_count;
    int stored;
    /* an item */
    struct review_item item;
    int64_t seen_revision;
    bool remove;
    /* pasted tasks */
    struct review_lines lines;
};

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
            .due = date_from_iso(row->due_on),
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
    if (work->cluster->period.half == 2)
        TRY(review_accounts_of_year(tx, work->arena, work->cluster, &work->review->accounts));
    return NULL;
}

const struct err *review_load(struct db *db, struct arena *arena, const struct user *user,
                              const struct cluster_period *cluster, struct review *ret_review) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read the review");
    struct review_work work = {.arena = arena, .cluster = cluster, .review = ret_review};
    TRY(db_read(db, load_in, &work));
    return closing_paper_mark(db, arena, &cluster->closing, &ret_review->audit_mark);
}

/* --- texts -------------------------------------------------------------------------------- */

/* Whether the section is still what the page showed, as far as this user is concerned. */
static const struct err *is_as_seen(struct db_tx *tx, struct review_work *work,
                                    const struct review_edit *edit, bool *ret_same) {
    struct arena *arena = work->arena;
    bool found = false;
    struct q_text_at_row seen = {.body = STR(""), .source = STR("")};
    if (edit->seen_revision > 0)
        TRY(q_text_at(tx, arena, work->cluster->id, review_section_code(edit->section),
                      edit->seen_revision, &found, &seen));
    *ret_same =
        (found || edit->seen_revision == 0) &&
        str_equal(form_clean_text(arena, seen.body), form_clean_text(arena, edit->body)) &&
        str_equal(form_clean_text(arena, seen.source), form_clean_text(arena, edit->source));
    return NULL;
}

/* *ret_revision: what to store it as; 0 where nothing is to be stored. */
static const struct err *check_edit(struct db_tx *tx, struct review_work *work,
                                    const struct review_edit *edit, int64_t *ret_revision) {
    struct arena *arena = work->arena;
    struct str section = review_section_code(edit->section);
    bool found, as_seen = false;
    struct q_text_newest_row newest;
    *ret_revision = 0;
    TRY(q_text_newest(tx, arena, work->cluster->id, section, &found, &newest));
    int64_t revision = found ? newest.revision : 0;
    struct str body = form_clean_text(arena, edit->body);
    struct str source = form_clean_text(arena, edit->source);
    if (str_equal(found ? form_clean_text(arena, newest.body) : STR(""), body) &&
        str_equal(found ? form_clean_text(arena, newest.source) : STR(""), source))
        return NULL;
    if (edit->seen_revision >= 0)
        TRY(is_as_seen(tx, work, edit, &as_seen));
    if (as_seen)
        return NULL;
    if (edit->seen_revision >= 0 && edit->seen_revision != revision) {
        issue_add(arena, work->issues, section, MESSAGE(MSG_review_changed_meanwhile));
        return NULL;
    }
    *ret_revision = revision + 1;
    return NULL;
}

static const struct err *save_texts_in(struct db_tx *tx, void *context) {
    struct review_work *work = context;
    struct arena *arena = work->arena;
    int64_t *revisions = ARENA_ARRAY(arena, int64_t, work->edit_count);
    *work->issues = (struct issues){0};
    work->stored = 0;
    for (size_t i = 0; i < work->edit_count; i++)
        TRY(check_edit(tx, work, &work->edits[i], &revisions[i]));
    for (size_t i = 0; !work->issues->count && i < work->edit_count; i++) {
        const struct review_edit *edit = &work->edits[i];
        struct str section = review_section_code(edit->section);
        if (!revisions[i])
            continue;
        TRY(q_text_insert(tx, id_new(arena, work->now_ms), work->cluster->id, section, revisions[i],
                          form_clean_text(arena, edit->body), work->user->name, work->now_ms,
                          form_clean_text(arena, edit->source)));
        struct audit_note note = {.action = "review.text",
                                  .object_kind = "cluster_period",
                                  .object_id = work->cluster->id,
                                  .after = section};
        TRY(audit_write(tx, arena, work->user, work->now_ms, &note));
        work->stored++;
    }
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    return NULL;
}

const struct err *review_save_texts(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    const struct review_edit *edits, size_t count,
                                    struct issues *issues, int *ret_stored) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    TRY(closing_refuse(arena, &cluster->closing, true));
    struct review_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .cluster = cluster,
                               .issues = issues,
                               .edits = edits,
                               .edit_count = count};
    for (size_t i = 0; i < count; i++) {
        struct message too_long =
            MESSAGE_WITH(MSG_review_text_too_long, str_format(arena, "%d", REVIEW_TEXT_MAX));
        if (utf8_length(edits[i].body) > REVIEW_TEXT_MAX ||
            utf8_length(edits[i].source) > REVIEW_FIELD_MAX)
            issue_add(arena, issues, review_section_code(edits[i].section), too_long);
    }
    if (!issues->count)
        TRY(db_write(db, save_texts_in, &work));
    *ret_stored = work.stored;
    return NULL;
}

const struct err *review_save_text(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   enum review_section section, struct str body, struct str source,
                                   int64_t seen_revision, struct issues *issues) {
    const struct review_edit edit = {section, body, source, seen_revision};
    int stored;
    return review_save_texts(db, arena, user, now_ms, cluster, &edit, 1, issues, &stored);
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

static const struct err *insert_item(struct db_tx *tx, struct review_work *work,
                                     const struct review_item *item, struct str item_id,
                                     int64_t revision, int64_t position, struct str before) {
    struct arena *arena = work->arena;
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

static void complain_of_count(struct review_work *work, struct str field, size_t count) {
    issue_add(work->arena, work->issues, field,
              MESSAGE_WITH(MSG_review_too_many_items, str_format(work->arena, "%zu", count)));
}

static const struct err *add_tasks_in(struct db_tx *tx, void *context) {
    struct review_work *work = context;
    *work->issues = (struct issues){0};
    int64_t position;
    size_t count;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(count_items(tx, work, &position, &count));
    if (count + work->lines.count > REVIEW_ITEMS_MAX) {
        complain_of_count(work, STR("lines"), count);
        return NULL;
    }
    for (size_t i = 0; i < work->lines.count; i++) {
        const struct review_item item = {.kind = REVIEW_TASK,
                                         .content = work->lines.items[i],
                                         .cause = STR(""),
                                         .lesson = STR(""),
                                         .remedy = STR(""),
                                         .owner = STR("")};
        TRY(insert_item(tx, work, &item, id_new(work->arena, work->now_ms), 1,
                        position + (int64_t)i, STR_NONE));
    }
    return NULL;
}

const struct err *review_add_tasks(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   struct str text, struct issues *issues, int *ret_added) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    TRY(closing_refuse(arena, &cluster->closing, true));
    struct review_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .cluster = cluster,
                               .issues = issues,
                               .lines = review_read_lines(arena, text)};
    if (!work.lines.count)
        issue_add(arena, issues, STR("lines"), MESSAGE(MSG_review_lines_missing));
    for (size_t i = 0; i < work.lines.count; i++)
        if (utf8_length(work.lines.items[i]) > REVIEW_FIELD_MAX)
            issue_add(arena, issues, STR("lines"),
                      MESSAGE_WITH(MSG_review_line_too_long, utf8_head(work.lines.items[i], 40),
                                   str_format(arena, "%d", REVIEW_FIELD_MAX)));
    if (!issues->count)
        TRY(db_write(db, add_tasks_in, &work));
    *ret_added = issues->count ? 0 : (int)work.lines.count;
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
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    if (!str_is_empty(item_id)) {
        bool found;
        struct q_item_newest_row old;
        TRY(q_item_newest(tx, arena, item_id, &found, &old));
        if (!found || !str_equal(old.cluster_period_id, work->cluster->id))
            return ERR(ERR_NOT_FOUND, "no such item");
        if (!review_item_from_code(old.kind, &item->kind))
            return ERR(ERR_DATABASE, "an item of an unknown kind");
        if (work->seen_revision && work->seen_revision != old.revision) {
            issue_add(arena, work->issues, STR("content"),
                      MESSAGE(MSG_review_item_changed_meanwhile));
            return NULL;
        }
        if (old.removed)
            return ERR(ERR_NOT_FOUND, "the item was taken out");
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
                                         .due = date_from_iso(old.due_on)};
        }
    } else {
        TRY(count_items(tx, work, &position, &count));
        if (count >= REVIEW_ITEMS_MAX) {
            complain_of_count(work, STR("content"), count);
            return NULL;
        }
        item_id = id_new(arena, work->now_ms);
    }
    return insert_item(tx, work, item, item_id, revision, position, before);
}

const struct err *review_save_item(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   struct str item_id, enum review_item_kind kind,
                                   const struct review_item_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    TRY(closing_refuse(arena, &cluster->closing, true));
    struct review_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .cluster = cluster, .issues = issues};
    review_check_item(arena, kind, form, issues, &work.item);
    if (issues->count)
        return NULL;
    work.item.id = item_id.p ? item_id : STR("");
    work.seen_revision = form->seen_revision;
    return db_write(db, save_item_in, &work);
}

const struct err *review_remove_item(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     struct str item_id) {
    if (!user_may(user, RIGHT_REVIEW_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to write the review");
    TRY(closing_refuse(arena, &cluster->closing, true));
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
