#include "rights_world.h"

#include <string.h>

#include "features/account/token_service.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_fixture.h"
#include "features/factor/factor_service.h"
#include "features/intake/import_job.h"
#include "features/organisation/import_service.h"
#include "features/plan/plan_edit_service.h"
#include "features/review/review_service.h"
#include "jobs/jobs.sql.h"
#include "jobs/jobs_internal.h"
#include "target_fixture.h"

/* --- addresses -------------------------------------------------------------------------------- */

/* Objects that there are none of: who may pass learns that there is nothing; who may not learns
 * nothing. */
static const char *const NOWHERE[] = {
    ":row",         ":title",    ":signature",  ":carry",   ":term",     ":handover", ":target",
    ":person",      ":transfer", ":honour",     ":content", ":line",     ":movement", ":key",
    ":request",     ":session",  ":stored",     ":object",  ":history",  ":link",     ":incident",
    ":destruction", ":token",    ":submission", ":thread",  ":addendum", ":record",   ":rule"};

bool rights_leads_nowhere(const char *path) {
    /* The list there is is one of units, the document one of the register. */
    if (strstr(path, "/chot-ky/ban-luu/:number"))
        return true; /* nothing is frozen where nothing was closed */
    if (strstr(path, "/nam/:year/trinh"))
        return true; /* what is submitted is named in the form */
    if (strstr(path, "/bien-ban/:record") || strstr(path, "/nguoi/nhap/:list") ||
        strstr(path, "/van-ban/:document"))
        return true;
    for (size_t i = 0; i < COUNT_OF(NOWHERE); i++)
        if (strstr(path, NOWHERE[i]))
            return true;
    return false;
}

static struct str value_of(const struct matrix *m, const struct target *target, struct str name) {
    const struct {
        const char *name;
        struct str value;
    } VALUES[] = {
        {":cluster", target->cluster->slug},
        {":period", target->cluster->code},
        {":year", str_format(m->web.arena, "%d", target->cluster->period.year)},
        {":unit", target->cluster->members.items[target->unit].slug},
        {":criterion", STR("I.1")},
        {":code", STR("I.1")},
        {":rule", STR("ky-luat")},
        {":document", STR("nd-98-2023")},
        {":movement", STR("khong-co")},
        {":room", STR("plan_task")},
        {":batch", target->batch},
        {":file", target->file},
        {":item", target->item},
        {":job", target->job},
        {":login", m->web.logins[NO_ROLE]},
        {":change", STR("doi-ten")},
        {":kind", STR("school")},
        {":plan", target->plan},
        {":task", target->task},
        {":progress", target->progress},
        {":list", m->list},
        {":number", STR("1")},
        {":table", target->table},
        {":covenant", STR("ca-nam")},
        {":copy", STR("json")},
    };
    for (size_t i = 0; i < COUNT_OF(VALUES); i++)
        if (str_equal_c(name, VALUES[i].name))
            return VALUES[i].value;
    for (size_t i = 0; i < COUNT_OF(NOWHERE); i++)
        if (str_equal_c(name, NOWHERE[i]))
            return STR("khong-co");
    fail_msg("a variable without a value: %.*s", STR_ARG(name));
    return STR("");
}

struct str rights_address(const struct matrix *m, const struct target *target, const char *path) {
    struct str rest = str_from_c(path + 1);
    struct str made = STR("");
    do {
        struct str part = str_cut(&rest, '/');
        if (str_equal_c(part, ":kind") && strstr(path, "/hoi-nghi/"))
            part = STR("so-ket"); /* kinds of meetings; else those of units */
        else if (part.n && part.p[0] == ':')
            part = value_of(m, target, part);
        made = str_format(m->web.arena, STR_FMT "/" STR_FMT, STR_ARG(made), STR_ARG(part));
    } while (rest.p);
    return made;
}

/* --- setting up ----------------------------------------------------------------------------- */

static void add_item(struct matrix *m, struct target *target) {
    struct user local = user_local();
    struct issues issues = {0};
    struct review_item_form form = {.content = STR("Việc phải làm")};
    struct review review;
    assert_ok(review_save_item(m->web.db, m->web.arena, &local, 1593000000000, target->cluster,
                               STR(""), REVIEW_TASK, &form, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(review_load(m->web.db, m->web.arena, &local, target->cluster, &review));
    target->item = review.tasks.items[review.tasks.count - 1].id;
}

/* An issued plan of the unit, with a task on which was reported. */
static void add_plan(struct matrix *m, struct target *target) {
    struct user local = user_local();
    struct issues issues = {0};
    struct cluster_year year;
    struct plan plan;
    struct arena *arena = m->web.arena;
    int number = target->cluster->period.year;
    assert_ok(cluster_year_find(m->web.db, arena, &local, target->cluster->slug, number,
                                date_of_instant(1593000000000), &year));
    const struct plan_edit edit = {m->web.db, arena, &local, 1593000000000,
                                   LANG_VI,   &year, &issues};
    const struct plan_form form = {.unit = target->cluster->members.items[target->unit].slug,
                                   .half = STR("0"),
                                   .title = STR("Kế hoạch")};
    const struct task_form task = {.content = STR("Một việc")};
    const struct plan_issue_form issue = {.issued_on = str_format(arena, "10/1/%d", number)};
    const struct plan_progress_form progress = {.dated = str_format(arena, "10/2/%d", number),
                                                .state = STR("doing")};
    assert_ok(plan_create(&edit, &form, STR(""), &target->plan));
    assert_ok(plan_save_task(&edit, target->plan, STR(""), &task));
    assert_ok(plan_issue(&edit, target->plan, &issue));
    assert_ok(plan_find(m->web.db, arena, &local, &year, target->plan, &plan));
    target->task = plan.tasks.items[0].id;
    assert_ok(plan_add_progress(&edit, target->plan, target->task, &progress));
    assert_ok(plan_find(m->web.db, arena, &local, &year, target->plan, &plan));
    target->progress = plan.tasks.items[0].progress.items[0].id;
    assert_int_equal(issues.count, 0);
}

static void stage_batch(struct matrix *m, struct target *target) {
    struct user owner = web_user(&m->web, target->owner);
    struct intake_upload upload = {STR("phieu.xlsx"), STR("not a workbook")};
    struct intake_batch batch;
    assert_ok(intake_stage_scores(m->web.db, m->web.arena, &owner, 1593000000000,
                                  target->cluster->slug, target->cluster->code, &upload, 1,
                                  &target->batch));
    assert_ok(intake_batch_files(m->web.db, m->web.arena, &owner, target->cluster->slug,
                                 target->cluster->code, target->batch, &batch));
    target->file = batch.files.items[0].id;
}

struct finish_work {
    struct str id;
    struct job_file file;
};

static const struct err *finish_in(struct db_tx *tx, void *context) {
    struct finish_work *work = context;
    TRY(q_job_file_put(tx, work->id, STR(JOB_RESULT), 0, work->file.name, work->file.sha256,
                       work->file.bytes));
    return q_job_end(tx, work->id, STR("done"), STR(""), STR(""), 1);
}

static void add_job(struct matrix *m, struct target *target) {
    struct jobs jobs = {m->web.db, str_format(m->web.arena, "%s/jobs", m->web.app.folder).p,
                        job_kinds, job_kind_count};
    struct user owner = web_user(&m->web, target->owner);
    struct intake_upload upload = {.name = STR("phieu.xlsx"), .bytes = STR("not a workbook")};
    assert_ok(import_start(&jobs, m->web.arena, &owner, 1593000000000, target->cluster, &upload, 1,
                           &target->job));
}

/* As the runner would have left it, with a result to fetch. */
void rights_finish_job(struct matrix *m, struct target *target) {
    struct job_file file;
    struct jobs jobs = {m->web.db, str_format(m->web.arena, "%s/jobs", m->web.app.folder).p,
                        job_kinds, job_kind_count};
    assert_ok(job_file_write(&jobs, m->web.arena, target->job, STR("a.zip"), STR("a"), &file));
    struct finish_work work = {target->job, file};
    assert_ok(db_write(m->web.db, finish_in, &work));
}

/* Everything that is off until it is switched on. */
static const struct factor_settings ALL_ON = {
    .totp = true,
    .passkey = true,
    .recovery_by_two = true,
    .site = {STR_INIT("thidua.example.vn")},
    .directory = {.on = true,
                  .url = "ldapi://%2Fkhong%2Fco",
                  .ca_file = "",
                  .user_dn = "uid={login}",
                  .base = "",
                  .filter = "",
                  .reader_dn = "",
                  .reader_password = ""},
    .key = STR_INIT("0123456789abcdef0123456789abcdef"),
};

void rights_begin(struct matrix *m, struct db *db) {
    token_switch(true); /* what is off until switched on is asked for too */
    factor_use(&ALL_ON);
    web_begin(&m->web, db);
    m->targets[OWN] =
        (struct target){.name = "first unit", .cluster = &m->web.here, .owner = UNIT_FIRST};
    m->targets[SECOND] = (struct target){
        .name = "second unit", .cluster = &m->web.here, .unit = 1, .owner = UNIT_SECOND};
    m->targets[ELSEWHERE] = (struct target){.name = "other cluster",
                                            .cluster = &m->web.elsewhere,
                                            .owner = VISITOR,
                                            .batch = STR("khong-co"),
                                            .file = STR("khong-co")};
    stage_batch(m, &m->targets[OWN]);
    stage_batch(m, &m->targets[SECOND]);
    add_job(m, &m->targets[OWN]);
    for (int i = 0; i < TARGETS; i++) {
        add_item(m, &m->targets[i]);
        add_plan(m, &m->targets[i]);
        m->targets[i].table = web_add_targets(&m->web, m->targets[i].cluster);
    }
    struct user local = user_local();
    assert_ok(organisation_stage_list(m->web.db, m->web.arena, &local, 1593000000000,
                                      STR("don-vi.xlsx"), STR("not a workbook"), &m->list));
    /* A kind in use, which nobody can remove. */
    const struct unit_form school = {.name = STR("Trường Quân sự"), .kind = STR("school")};
    struct issues issues = {0};
    struct str slug;
    assert_ok(organisation_change(m->web.db, m->web.arena, &local, 1593000000000, UNIT_ADD, STR(""),
                                  &school, &issues, &slug));
    assert_int_equal(issues.count, 0);
}

/* --- afterwards ---------------------------------------------------------------------------------
 */

/* Whose account the addresses name. */
static void reopen_no_role(struct matrix *m) {
    struct user local = user_local();
    struct str code;
    assert_ok(account_reopen(m->web.db, m->web.arena, &local, 1593000000000, m->web.logins[NO_ROLE],
                             &code));
}

void rights_restore(struct matrix *m, enum person person, const struct route *route,
                    struct target *target) {
    if (strcmp(route->path, "/dang-xuat") == 0 ||
        (strcmp(route->path, "/quyen/thoi-lam-thay") == 0 && person == BORROWER))
        web_sign_in(&m->web, person);
    if (strcmp(route->path, "/tai-khoan/:login/dong") == 0)
        reopen_no_role(m);
    if (strncmp(route->path, "/tai-khoan/:login/", 18) == 0)
        web_sign_in(&m->web, NO_ROLE);
    if (strstr(route->path, "/:item/bo"))
        add_item(m, target);
    if (strstr(route->path, "/:job/huy"))
        add_job(m, target);
    if (route->method == HTTP_POST && strstr(route->path, ":batch") && target->owner != VISITOR)
        stage_batch(m, target);
}
