#include "features/plan/plan_review_service.h"

#include "features/cluster/closing_service.h"
#include "features/plan/plan.sql.h"
#include "features/plan/plan_store_service.h"
#include "sys/id.h"
#include "text/utf8.h"

/* --- what the review set ------------------------------------------------------------------------
 */

/* Where a task stands: its plan's code and its newest state. */
struct found_task {
    const struct plan *plan;
    const struct plan_task *task;
};

/* All plans of the cluster itself, with their tasks. */
struct own_plans {
    struct plan *items;
    size_t count;
    size_t capacity;
};

static const struct err *load_own(struct db_tx *tx, struct arena *arena,
                                  const struct cluster_year *year, struct own_plans *plans) {
    struct q_plan_rows_rows rows;
    TRY(q_plan_rows(tx, arena, year->cluster_id, year->year, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (!str_is_empty(rows.items[i].unit_id))
            continue;
        struct plan plan;
        TRY(plan_load(tx, arena, year, plan_code(arena, STR(""), (int)rows.items[i].half), &plan));
        *list_push(arena, plans) = plan;
    }
    return NULL;
}

static struct found_task find_task(const struct own_plans *plans, struct str task_id) {
    for (size_t i = 0; task_id.n && i < plans->count; i++) {
        const struct plan_task *task = plan_task_of(&plans->items[i], task_id);
        if (task)
            return (struct found_task){&plans->items[i], task};
    }
    return (struct found_task){NULL, NULL};
}

static const struct err *load_sources(struct db_tx *tx, struct arena *arena,
                                      const struct cluster_year *year,
                                      const struct own_plans *plans, struct plan_sources *sources) {
    struct str code = period_code(arena, (struct period){year->year, 1});
    struct q_plan_review_items_rows rows;
    TRY(q_plan_review_items(tx, arena, year->cluster_id, code, &rows));
    for (size_t i = 0; i < year->periods.count; i++)
        sources->has_review |= year->periods.items[i].period.half == 1;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_plan_review_items_row *row = &rows.items[i];
        struct found_task found = find_task(plans, row->task_id);
        if (row->removed && !found.task)
            continue;
        struct plan_source source = {
            .item = row->item,
            .is_shortcoming = str_equal_c(row->kind, "shortcoming"),
            .revision = row->revision,
            .content = row->content,
            .remedy = row->remedy,
            .owner = row->owner,
            .due = date_from_iso(row->due_on),
            .removed = row->removed,
            .author = row->author,
            .at_ms = row->at_ms,
            .task_id = found.task ? found.task->id : STR(""),
            .plan_code = found.task ? found.plan->code : STR(""),
            .changed = found.task && row->revision > found.task->review_revision,
        };
        sources->open += !found.task && !source.is_shortcoming;
        *list_push(arena, sources) = source;
    }
    return NULL;
}

const struct err *plan_sources_load(struct db_tx *tx, struct arena *arena,
                                    const struct cluster_year *year,
                                    struct plan_sources *ret_sources) {
    struct own_plans plans = {0};
    struct plan_sources sources = {0};
    TRY(load_own(tx, arena, year, &plans));
    TRY(load_sources(tx, arena, year, &plans, &sources));
    *ret_sources = sources;
    return NULL;
}

struct look_work {
    struct arena *arena;
    const struct cluster_year *year;
    struct date today;
    struct plan_sources *sources;
    struct plan_account_rows *rows;
};

static const struct err *sources_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    return plan_sources_load(tx, work->arena, work->year, work->sources);
}

const struct err *plan_review_sources(struct db *db, struct arena *arena, const struct user *user,
                                      const struct cluster_year *year,
                                      struct plan_sources *ret_sources) {
    if (!plan_may_read(user, year, STR("")))
        return ERR(ERR_DENIED, "no right to read the review");
    struct look_work work = {.arena = arena, .year = year, .sources = ret_sources};
    return db_read(db, sources_in, &work);
}

/* --- taking over --------------------------------------------------------------------------------
 */

struct take_work {
    struct plan_write write;
    const struct str *items;
    size_t count;
    bool makes_plan; /* where there is none */
};

static bool is_asked(const struct take_work *work, const struct plan_source *source) {
    if (!work->count)
        return !source->is_shortcoming && !source->task_id.n;
    for (size_t i = 0; i < work->count; i++)
        if (str_equal(work->items[i], source->item))
            return true;
    return false;
}

/* The owner that the review names in words becomes a member where it names one. */
static struct plan_task task_from(struct arena *arena, const struct cluster_year *year,
                                  const struct plan_source *source, struct str reason) {
    ptrdiff_t owner = plan_owner_of(arena, &year->members, source->owner);
    return (struct plan_task){
        .review_item = source->item,
        .review_kind = source->is_shortcoming ? STR("shortcoming") : STR("task"),
        .content = source->content,
        .owner_id = owner < 0 ? STR("") : year->members.items[owner].id,
        .owner_post = owner < 0 ? str_or_empty(source->owner) : STR(""),
        .together_with = STR(""),
        .due = source->due,
        .result = str_or_empty(source->remedy),
        .basis = message_plain(LANG_VI, MSG_plan_basis_review),
        .review_revision = source->revision,
        .reason = reason,
    };
}

static const struct err *take_one(struct db_tx *tx, struct take_work *work,
                                  const struct plan_source *source) {
    struct plan_write *write = &work->write;
    const struct plan_edit *edit = write->edit;
    struct plan_task task = task_from(edit->arena, edit->year, source, write->reason);
    task.position = plan_position_at(&write->plan.tasks, STR(""), 0);
    bool found;
    struct q_plan_task_of_item_row old;
    struct str id;
    TRY(q_plan_task_of_item(tx, edit->arena, source->item, &found, &old));
    if (found) { /* dropped from a draft before: it comes back where it was */
        if (!str_equal(old.plan_id, write->plan.id))
            TRY(q_plan_task_move(tx, old.task_id, write->plan.id));
        task.id = old.task_id;
        task.revision = old.revision;
    }
    TRY(plan_store_task(tx, write, &task, &id));
    *list_push(edit->arena, &write->plan.tasks) = task;
    write->stored++;
    return plan_audit(tx, write, "plan.take_over", STR_NONE, task.content, write->reason);
}

static const struct err *make_plan(struct db_tx *tx, struct plan_write *write) {
    const struct plan_edit *edit = write->edit;
    struct arena *arena = edit->arena;
    struct message period = plan_period_words(arena, LANG_VI, edit->year->year, write->half);
    write->plan = (struct plan){
        .id = id_new(arena, edit->now_ms),
        .year = edit->year->year,
        .half = write->half,
        .unit = write->unit,
        .code = write->code,
        .title =
            message_text(arena, LANG_VI,
                         MESSAGE_WITH(MSG_plan_title_made, message_text(arena, LANG_VI, period))),
        .grounds = STR(""),
        .purpose = STR(""),
        .arrangement = STR(""),
        .number = STR(""),
        .signer = STR(""),
        .signer_post = STR(""),
        .reason = STR(""),
    };
    TRY(q_plan_insert(tx, write->plan.id, edit->year->cluster_id, edit->year->year, STR_NONE,
                      write->half, edit->now_ms));
    TRY(plan_store_entry(tx, write, &write->plan));
    return plan_audit(tx, write, "plan.create", STR_NONE, write->plan.title, STR(""));
}

/* Nothing is stored where one of those asked for cannot be taken. */
static void check_sources(const struct take_work *work, const struct plan_sources *sources) {
    const struct plan_write *write = &work->write;
    const struct plan_edit *edit = write->edit;
    size_t asked = 0;
    for (size_t i = 0; i < sources->count; i++) {
        const struct plan_source *source = &sources->items[i];
        if (!is_asked(work, source))
            continue;
        asked++;
        if (source->task_id.n)
            issue_add(edit->arena, edit->issues, STR("items"),
                      MESSAGE_WITH(MSG_plan_taken_already, utf8_head(source->content, 60)));
    }
    if (!asked)
        issue_add(edit->arena, edit->issues, STR("items"), MESSAGE(MSG_plan_nothing_to_take));
    if (write->plan.tasks.count + asked > PLAN_TASKS_MAX)
        issue_add(
            edit->arena, edit->issues, STR("items"),
            MESSAGE_WITH(MSG_plan_too_many_tasks, str_format(edit->arena, "%d", PLAN_TASKS_MAX)));
}

static const struct err *take_in(struct db_tx *tx, void *context) {
    struct take_work *work = context;
    struct plan_write *write = &work->write;
    const struct plan_edit *edit = write->edit;
    struct plan_sources sources;
    struct own_plans plans = {0};
    bool missing = work->makes_plan;
    TRY(closing_year_must_be_open(tx, edit->arena, edit->year->cluster_id, edit->year->year));
    TRY(load_own(tx, edit->arena, edit->year, &plans));
    for (size_t i = 0; i < plans.count; i++)
        missing = missing && !str_equal(plans.items[i].code, write->code);
    edit->issues->count = 0;
    write->stored = 0;
    write->plan = (struct plan){0};
    if (!missing)
        TRY(plan_write_load(tx, write));
    TRY(plan_sources_load(tx, edit->arena, edit->year, &sources));
    check_sources(work, &sources);
    plan_check_reason(edit->arena, write->reason, "take-reason",
                      write->plan.state == PLAN_ISSUED ? MSG_plan_reason_missing : MSG_none,
                      edit->issues);
    if (edit->issues->count)
        return NULL;
    if (missing)
        TRY(make_plan(tx, write));
    for (size_t i = 0; i < sources.count; i++)
        if (is_asked(work, &sources.items[i]))
            TRY(take_one(tx, work, &sources.items[i]));
    return NULL;
}

const struct err *plan_take_over(const struct plan_edit *edit, struct str code,
                                 const struct str *items, size_t count, struct str reason,
                                 int *ret_taken, struct str *ret_code) {
    struct take_work work = {.items = items, .count = count, .makes_plan = str_is_empty(code)};
    if (work.makes_plan)
        code = plan_code(edit->arena, STR(""), 2);
    TRY(plan_write_begin(edit, code, &work.write));
    if (work.write.unit.id.n)
        return ERR(ERR_NOT_FOUND, "reviews are of the cluster, not of a member");
    work.write.reason = str_or_empty(reason);
    TRY(db_write(edit->db, take_in, &work));
    *ret_taken = work.write.stored;
    *ret_code = code;
    return NULL;
}

/* --- accounting ---------------------------------------------------------------------------------
 */

struct account_work {
    struct plan_write write;
    const struct outcome_form *forms;
    size_t count;
};

static struct str field_of(const struct plan_edit *edit, const char *what, struct str task_id) {
    return str_format(edit->arena, "%s-" STR_FMT, what, STR_ARG(task_id));
}

/* Whether there is something to store; what is wrong becomes an issue. */
static bool check_account(const struct plan_write *write, const struct outcome_form *form,
                          const struct plan_task *task, enum task_outcome *ret_outcome) {
    const struct plan_edit *edit = write->edit;
    struct str text = str_or_empty(form->text);
    struct str outcome_field = field_of(edit, "outcome", form->task_id);
    struct str body_field = field_of(edit, "body", form->task_id);
    *ret_outcome = OUTCOME_NONE;
    if (!task_outcome_from_code(str_or_empty(form->outcome), ret_outcome))
        issue_add(edit->arena, edit->issues, outcome_field, MESSAGE(MSG_plan_outcome_missing));
    bool same = *ret_outcome == task->outcome && str_equal(text, str_or_empty(task->outcome_text));
    if (same)
        return false;
    size_t before = edit->issues->count;
    if (*ret_outcome == OUTCOME_NONE && (text.n || task->outcome != OUTCOME_NONE))
        issue_add(edit->arena, edit->issues, outcome_field, MESSAGE(MSG_plan_outcome_missing));
    plan_check_reason(edit->arena, text, body_field.p,
                      *ret_outcome == OUTCOME_NONE   ? MSG_none
                      : *ret_outcome == OUTCOME_DONE ? MSG_plan_result_missing
                                                     : MSG_plan_failure_reason_missing,
                      edit->issues);
    plan_is_as_seen(write, form->seen, task->outcome_revision, outcome_field.p);
    return edit->issues->count == before;
}

static const struct err *account_in(struct db_tx *tx, void *context) {
    struct account_work *work = context;
    struct plan_write *write = &work->write;
    const struct plan_edit *edit = write->edit;
    TRY(plan_write_load(tx, write));
    enum task_outcome *outcomes = ARENA_ARRAY(edit->arena, enum task_outcome, work->count + 1);
    bool *stores = ARENA_ARRAY(edit->arena, bool, work->count + 1);
    if (write->plan.state != PLAN_ISSUED)
        return ERR(ERR_STATE, "a draft is not accounted for");
    for (size_t i = 0; i < work->count; i++) {
        const struct plan_task *task = plan_task_of(&write->plan, work->forms[i].task_id);
        if (!task)
            return ERR(ERR_NOT_FOUND, "no such task");
        stores[i] = check_account(write, &work->forms[i], task, &outcomes[i]);
    }
    for (size_t i = 0; !edit->issues->count && i < work->count; i++) {
        const struct outcome_form *form = &work->forms[i];
        const struct plan_task *task = plan_task_of(&write->plan, form->task_id);
        if (!stores[i])
            continue;
        TRY(q_plan_outcome_insert(tx, task->id, task->outcome_revision + 1,
                                  task_outcome_code(outcomes[i]), str_or_empty(form->text),
                                  edit->user->name, edit->now_ms));
        struct str words = message_plain(LANG_VI, task_outcome_name(outcomes[i]));
        TRY(plan_audit(tx, write, "plan.account", STR_NONE,
                       str_format(edit->arena, STR_FMT ": " STR_FMT ". " STR_FMT,
                                  STR_ARG(task->content), STR_ARG(words), STR_ARG(form->text)),
                       STR("")));
        write->stored++;
    }
    return NULL;
}

const struct err *plan_account(const struct plan_edit *edit, struct str code,
                               const struct outcome_form *forms, size_t count, int *ret_stored) {
    struct account_work work = {.forms = forms, .count = count};
    TRY(plan_write_begin(edit, code, &work.write));
    TRY(db_write(edit->db, account_in, &work));
    *ret_stored = work.write.stored;
    return NULL;
}

/* "Ban CHQS huyện Đầm Sậy; Chính trị viên". A task of the cluster that names nobody is for all. */
static struct str owner_words(struct arena *arena, const struct cluster_year *year,
                              const struct plan *plan, const struct plan_task *task) {
    ptrdiff_t owner = cluster_year_member_by_id(year, task->owner_id);
    struct str unit = owner < 0 ? STR("") : year->members.items[owner].name;
    if (!unit.n && !task->owner_post.n && !plan->unit.id.n)
        return message_plain(LANG_VI, MSG_plan_owner_all);
    if (!unit.n || !task->owner_post.n)
        return unit.n ? unit : task->owner_post;
    return str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(unit), STR_ARG(task->owner_post));
}

static void count_row(struct plan_account_rows *rows, const struct plan_account_row *row) {
    rows->done += row->outcome == OUTCOME_DONE;
    rows->partly += row->outcome == OUTCOME_PARTLY;
    rows->failed += row->outcome == OUTCOME_FAILED;
    rows->unaccounted += row->outcome == OUTCOME_NONE;
    rows->not_taken += !row->plan_code.n;
}

static void add_task(struct arena *arena, const struct cluster_year *year, const struct plan *plan,
                     const struct plan_task *task, struct date today,
                     struct plan_account_rows *rows) {
    struct plan_account_row row = {
        .content = task->content,
        .is_shortcoming = str_equal_c(task->review_kind, "shortcoming"),
        .from_review = task->review_item.n > 0,
        .owner = owner_words(arena, year, plan, task),
        .due = task->due,
        .by_progress = task->outcome == OUTCOME_NONE,
        .plan_code = plan->code,
        .task_id = task->id,
    };
    row.outcome = plan_task_outcome(task, today, &row.text);
    *list_push(arena, rows) = row;
    count_row(rows, &row);
}

const struct err *plan_accounting(struct db_tx *tx, struct arena *arena,
                                  const struct cluster_year *year, struct date today,
                                  struct plan_account_rows *ret_rows) {
    struct own_plans plans = {0};
    struct plan_sources sources = {0};
    struct plan_account_rows rows = {0};
    TRY(load_own(tx, arena, year, &plans));
    TRY(load_sources(tx, arena, year, &plans, &sources));
    for (size_t i = 0; i < plans.count; i++) {
        const struct plan *plan = &plans.items[i];
        for (size_t k = 0; k < plan->tasks.count; k++) {
            const struct plan_task *task = &plan->tasks.items[k];
            if (task->review_item.n || (plan->half == 2 && plan->state == PLAN_ISSUED))
                add_task(arena, year, plan, task, today, &rows);
        }
    }
    for (size_t i = 0; i < sources.count; i++) {
        const struct plan_source *source = &sources.items[i];
        /* A shortcoming may be mended without a task of its own. */
        if (source->task_id.n || source->is_shortcoming)
            continue;
        struct plan_account_row row = {
            .content = source->content,
            .from_review = true,
            .owner = source->owner,
            .due = source->due,
            .text = STR(""),
            .plan_code = STR(""),
            .task_id = STR(""),
        };
        *list_push(arena, &rows) = row;
        count_row(&rows, &row);
    }
    *ret_rows = rows;
    return NULL;
}

static const struct err *accounts_in(struct db_tx *tx, void *context) {
    struct look_work *work = context;
    return plan_accounting(tx, work->arena, work->year, work->today, work->rows);
}

const struct err *plan_accounts(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_year *year, struct date today,
                                struct plan_account_rows *ret_rows) {
    if (!plan_may_read(user, year, STR("")))
        return ERR(ERR_DENIED, "no right to read the plans of this cluster");
    struct look_work work = {.arena = arena, .year = year, .today = today, .rows = ret_rows};
    return db_read(db, accounts_in, &work);
}
