/* The destruction drill: a marker in every kind of place, destroyed by two, found nowhere after. */
#include "features/secrecy/secrecy_service.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "crypto/digest.h"
#include "crypto/password.h"
#include "db/db_test_support.h"
#include "doc/workbook_fixture.h"
#include "features/account/account.sql.h"
#include "features/audit/audit.h"
#include "features/audit/audit_seal.h"
#include "features/audit/audit_verify.h"
#include "features/cluster/cluster_fixture.h"
#include "features/file/file.sql.h"
#include "features/intake/intake.sql.h"
#include "features/review/review_service.h"
#include "features/secrecy/secrecy_doc.h"
#include "jobs/jobs.sql.h"
#include "jobs/jobs_internal.h"
#include "sys/files.h"

#define MARKER   "đoạn-phải-hủy-9417 của phương án"
#define PASSWORD "mot-mat-khau-dai"
#define LATER_MS (TEST_NOW_MS + 60000)

struct stage {
    struct arena *arena;
    const char *folder;
    struct db *db;
    struct jobs jobs;
    struct cluster_period cluster;
    struct user office, chair;
    struct issues issues;
};

static const struct err *add_account(struct db_tx *tx, void *context) {
    const struct user *user = context;
    struct arena *arena = arena_new(0);
    const struct err *err = q_account_insert(
        tx, user->id, user->login, user->name, password_hash(arena, STR(PASSWORD)), TEST_NOW_MS);
    arena_free(arena);
    return err;
}

static struct user person(struct stage *p, enum role role, const char *login) {
    struct user user = fixture_user(p->arena, role, NULL, NULL);
    user.id = user.login = str_from_c(login);
    user.name = str_format(p->arena, "Người %s", login);
    assert_ok(db_write(p->db, add_account, &user));
    return user;
}

static struct str sheet_with_marker(struct arena *arena) {
    const struct fixture_sheet sheet = {
        .data = "<row r='1'><c r='A1' t='inlineStr'><is><t>" MARKER "</t></is></c></row>"};
    return fixture_sheet(arena, &sheet);
}

static struct secrecy by(struct stage *p, const struct user *user) {
    p->issues.count = 0;
    return (struct secrecy){&p->jobs, p->arena, user, LATER_MS, &p->issues};
}

/* --- the marker everywhere ------------------------------------------------------------------ */

static const struct err *fill_in(struct db_tx *tx, void *context) {
    struct stage *p = context;
    struct arena *a = p->arena;
    struct str sheet = sheet_with_marker(a), sha = digest_sha256_hex(a, sheet);
    TRY(q_batch_insert(tx, STR("batch"), p->cluster.id, STR("scores"), STR("Cán bộ"), STR("office"),
                       TEST_NOW_MS));
    TRY(q_file_insert(tx, STR("file"), STR("batch"), 1, STR("phieu.xlsx"), sha, sheet));
    TRY(q_stored_content_insert(tx, sha, (int64_t)sheet.n, sheet, TEST_NOW_MS));
    TRY(q_stored_insert(tx, STR("stored"), STR("plan_task"), STR("task"), sha, STR(MARKER ".xlsx"),
                        STR("xlsx"), STR("chú thích"), STR("vì"), TEST_NOW_MS, STR("office"),
                        STR("Cán bộ"), TEST_NOW_MS));
    const struct audit_note note = {.action = "review.text",
                                    .object_kind = "cluster_period",
                                    .object_id = p->cluster.id,
                                    .before = STR("trước: " MARKER),
                                    .after = STR("sau: " MARKER),
                                    .reason = STR("vì " MARKER)};
    return audit_write(tx, a, &p->office, TEST_NOW_MS, &note);
}

static void fill_job(struct stage *p) {
    struct job_file file;
    assert_ok(job_file_write(&p->jobs, p->arena, STR("viec-1"), STR("tep.xlsx"),
                             sheet_with_marker(p->arena), &file));
    struct job_order order = {0};
    (void)order;
}

static const struct err *job_rows_in(struct db_tx *tx, void *context) {
    struct stage *p = context;
    struct str sheet = sheet_with_marker(p->arena);
    TRY(q_job_insert(tx, STR("viec-1"), STR("intake"), STR("office"), STR("Cán bộ"),
                     STR("cluster_period"), p->cluster.id, STR(""), STR("waiting"), TEST_NOW_MS));
    return q_job_file_insert(tx, STR("viec-1"), STR("input"), 0, STR("tep.xlsx"),
                             digest_sha256_hex(p->arena, sheet), (int64_t)sheet.n);
}
