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
    const struct err *err = q_account_insert(tx, user->id, user->login, user->name,
                                             password_hash(arena, STR(PASSWORD)), TEST_NOW_MS);
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
    const struct fixture_sheet sheet = {.data = "<row r='1'><c r='A1' t='inlineStr'><is><t>" MARKER
                                                "</t></is></c></row>"};
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
    TRY(q_cells_insert(tx, STR("file"), STR("tdcells1 " MARKER)));
    TRY(q_stored_content_insert(tx, sha, (int64_t)sheet.n, sheet, TEST_NOW_MS));
    TRY(q_thumbnail_put(tx, sha, STR("jpeg"), 1, 1, STR("\xFF\xD8 " MARKER), TEST_NOW_MS));
    TRY(q_stored_insert(tx, STR("stored"), STR("plan_task"), STR("task"), sha, STR(MARKER ".xlsx"),
                        STR("xlsx"), STR("chú thích"), STR("vì"), TEST_NOW_MS, STR("office"),
                        STR("Cán bộ"), TEST_NOW_MS, STR(""), STR_NONE));
    const struct audit_note note = {.action = "review.text",
                                    .object_kind = "cluster_period",
                                    .object_id = p->cluster.id,
                                    .before = STR("trước: " MARKER),
                                    .after = STR("sau: " MARKER),
                                    .reason = STR("vì " MARKER)};
    /* So many that their links would hide the files among the places looked at. */
    for (int i = 0; i < 150; i++)
        TRY(audit_write(tx, a, &p->office, TEST_NOW_MS,
                        &(struct audit_note){.action = "review.text",
                                             .object_kind = "cluster_period",
                                             .object_id = p->cluster.id}));
    return audit_write(tx, a, &p->office, TEST_NOW_MS, &note);
}

static void fill_job(struct stage *p) {
    struct job_file file;
    assert_ok(job_file_write(&p->jobs, p->arena, STR("viec-1"), STR("tep.xlsx"),
                             sheet_with_marker(p->arena), &file));
}

static const struct err *job_rows_in(struct db_tx *tx, void *context) {
    struct stage *p = context;
    struct str sheet = sheet_with_marker(p->arena);
    TRY(q_job_insert(tx, STR("viec-1"), STR("intake"), STR("office"), STR("Cán bộ"),
                     STR("cluster_period"), p->cluster.id, STR(""), 1, TEST_NOW_MS));
    return q_job_file_put(tx, STR("viec-1"), STR("input"), 0, STR("tep.xlsx"),
                          digest_sha256_hex(p->arena, sheet), (int64_t)sheet.n);
}

static struct stage begin(void **state) {
    struct stage p = {.arena = arena_new(0)};
    struct db_options options = db_test_options(p.arena, db_engine_of(*state));
    struct str made;
    assert_ok(folder_make_temp(p.arena, "secrecy", &made));
    const char *folder = p.folder = made.p;
    if (options.engine == DB_SQLITE)
        options.sqlite_path = str_format(p.arena, "%s/thidua.db", folder).p;
    assert_ok(db_open(&options, &p.db));
    assert_ok(db_migrate(p.db, TEST_NOW_MS, NULL));
    p.jobs = (struct jobs){.db = p.db,
                           .folder = str_format(p.arena, "%s/jobs", folder).p,
                           .kinds = job_kinds,
                           .kind_count = job_kind_count,
                           .data = folder};
    p.cluster = fixture_cluster(p.db, p.arena, "Mẫu");
    p.office = person(&p, ROLE_OFFICE, "can-bo");
    p.chair = person(&p, ROLE_CHAIR, "chu-tich");
    return p;
}

static void end(struct stage *p) {
    db_close(p->db);
    assert_ok(folder_remove(p->folder));
    arena_free(p->arena);
}

/* --- all bytes of the folder ---------------------------------------------------------------- */

static struct str bytes_of(struct arena *arena, const char *path) {
    struct stat status;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &status), 0);
    char *bytes = arena_alloc(arena, (size_t)status.st_size + 1);
    assert_int_equal(read(fd, bytes, (size_t)status.st_size), status.st_size);
    close(fd);
    return (struct str){bytes, (size_t)status.st_size};
}

/* As it is, and unpacked wherever an archive begins. */
static bool bytes_hold(struct arena *arena, struct str bytes) {
    if (memmem(bytes.p, bytes.n, MARKER, strlen(MARKER)))
        return true;
    for (size_t at = 0; at + 4 < bytes.n; at++) {
        const char *found = memmem(bytes.p + at, bytes.n - at, "PK\x03\x04", 4);
        if (!found)
            break;
        at = (size_t)(found - bytes.p);
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t *source = zip_source_buffer_create(found, bytes.n - at, 0, &error);
        zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, &error);
        zip_int64_t count = zip ? zip_get_num_entries(zip, 0) : 0;
        for (zip_int64_t i = 0; i < count; i++) {
            char *part = arena_alloc(arena, 1 << 20);
            zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);
            zip_int64_t n = file ? zip_fread(file, part, 1 << 20) : 0;
            if (file)
                zip_fclose(file);
            if (n > 0 && memmem(part, (size_t)n, MARKER, strlen(MARKER))) {
                zip_discard(zip);
                return true;
            }
        }
        if (zip)
            zip_discard(zip);
        else
            zip_source_free(source);
    }
    return false;
}

/* The file of the folder that holds the marker; NULL: none does. */
static const char *folder_holds(struct arena *arena, const char *folder) {
    const char *found = NULL;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && !found && (entry = readdir(dir));) {
        const char *path = str_format(arena, "%s/%s", folder, entry->d_name).p;
        struct stat status;
        if (entry->d_name[0] == '.' || lstat(path, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            found = folder_holds(arena, path);
        else if (bytes_hold(arena, bytes_of(arena, path)))
            found = path;
    }
    if (dir)
        closedir(dir);
    return found;
}

static void fill(struct stage *p) {
    const char *old = str_format(p->arena, "%s/thidua.db.before-0020", p->folder).p;
    int64_t sealed;
    assert_ok(db_write(p->db, fill_in, p));
    assert_ok(audit_seal_all(p->db, "drill", TEST_NOW_MS, 1000, &sealed));
    fill_job(p);
    assert_ok(db_write(p->db, job_rows_in, p));
    assert_ok(review_save_text(p->db, p->arena, &p->office, TEST_NOW_MS, &p->cluster,
                               REVIEW_SITUATION, STR("Tình hình: " MARKER), STR(""), 0,
                               &p->issues));
    assert_int_equal(p->issues.count, 0);
    assert_ok(file_write_atomic(old, STR("SQLite format 3: " MARKER), 0600));
}

static const struct err *words_in(struct db_tx *tx, void *context) {
    struct arena *arena = arena_new(0);
    struct db_places *places = context;
    const struct err *err = db_find_words(tx, arena, STR(MARKER), STR(MARKER), NULL, places);
    arena_free(arena);
    return err;
}

static struct str propose(struct stage *p, const struct secret_objects *objects) {
    struct secrecy office = by(p, &p->office);
    struct str id;
    assert_ok(secrecy_propose(&office, objects, STR("theo ý kiến cán bộ bảo mật"), &id));
    assert_int_equal(p->issues.count, 0);
    return id;
}

static const struct visitor DOOR = {STR_INIT("127.0.0.1"), STR_INIT("drill")};

static void the_drill(void **state) {
    struct stage p = begin(state);
    fill(&p);
    assert_non_null(folder_holds(p.arena, p.folder));
    struct secrecy office = by(&p, &p.office), chair = by(&p, &p.chair);
    struct secret_objects found;
    assert_ok(secrecy_search(&office, STR(MARKER), &found));
    bool seen[SECRET_KIND_COUNT] = {0};
    for (size_t i = 0; i < found.count; i++)
        seen[found.items[i].kind] = true;
    for (int kind = 0; kind < SECRET_KIND_COUNT; kind++)
        if (!seen[kind])
            fail_msg("no place of kind %d was found", kind);
    struct str id = propose(&p, &found);
    /* Not by the same person; not with a wrong password; not by who has no right. */
    assert_ok(secrecy_confirm(&office, &DOOR, id, STR(PASSWORD)));
    assert_int_equal(issue_of(&p.issues, STR("password"))->message.id, MSG_secrecy_same_person);
    p.issues.count = 0;
    assert_ok(secrecy_confirm(&chair, &DOOR, id, STR("sai")));
    assert_non_null(issue_of(&p.issues, STR("password")));
    p.issues.count = 0;
    assert_ok(secrecy_confirm(&chair, &DOOR, id, STR(PASSWORD)));
    assert_int_equal(p.issues.count, 0);

    struct secret_destruction d;
    assert_ok(secrecy_find(&chair, id, &d));
    assert_int_equal(d.state, SECRET_DONE);
    assert_true(d.log_is_clean);
    for (size_t i = 0; i < d.objects.count; i++)
        assert_true(d.objects.items[i].destroyed_ms != 0);
    assert_string_equal(str_c(p.arena, d.proposed_by), "Người can-bo");
    assert_string_equal(str_c(p.arena, d.confirmed_by), "Người chu-tich");
    assert_int_equal(d.copies.count, 1);
    assert_int_equal(d.copies.items[0].state, SECRET_COPY_DESTROYED);

    /* Nowhere in the database, on either engine; on SQLite nowhere in the folder. */
    struct db_places left;
    assert_ok(db_read(p.db, words_in, &left));
    assert_int_equal(left.count, 0);
    const char *holder = folder_holds(p.arena, p.folder);
    if (holder)
        fail_msg("%s still holds it", holder);
    assert_ok(secrecy_search(&chair, STR(MARKER), &found));
    assert_int_equal(found.count, 0);

    /* What was there says that it is gone, and everything goes on. */
    struct review review;
    assert_ok(review_load(p.db, p.arena, &p.office, &p.cluster, &review));
    bool told = false;
    for (int s = 0; s < REVIEW_SECTION_COUNT; s++)
        told = told || str_find(review.texts[s].body, STR("Nội dung đã hủy ngày ")) == 0;
    assert_true(told);
    int64_t sealed;
    assert_ok(audit_seal_all(p.db, "drill", LATER_MS, 1000, &sealed));
    struct audit_verdict verdict;
    assert_ok(audit_verify(p.db, p.arena, NULL, &verdict));
    assert_int_equal(verdict.fault, AUDIT_WELL);
    assert_true(verdict.destroyed >= 1);
    assert_ok(db_check(p.db));

    /* The minutes: hash, length, both names; no content. */
    struct str minutes;
    assert_ok(secrecy_doc_make(p.arena, &d, PAPER_DOCX, LATER_MS, &minutes));
    assert_false(bytes_hold(p.arena, minutes));
    /* Once more is not possible. */
    assert_err_kind(secrecy_confirm(&chair, &DOOR, id, STR(PASSWORD)), ERR_STATE);
    end(&p);
}

static void who_may_not_learns_nothing(void **state) {
    struct stage p = begin(state);
    struct user local = user_local();
    struct user head = fixture_user(p.arena, ROLE_HEAD, &p.cluster, NULL);
    struct user admin = fixture_user(p.arena, ROLE_ADMIN, NULL, NULL);
    const struct user *may_not[] = {&local, &head, &admin};
    for (size_t i = 0; i < COUNT_OF(may_not); i++) {
        struct secrecy somebody = by(&p, may_not[i]);
        struct secret_objects objects = {0};
        struct secret_destructions list;
        struct str id;
        assert_err_kind(secrecy_search(&somebody, STR(MARKER), &objects), ERR_DENIED);
        assert_err_kind(secrecy_files(&somebody, &objects), ERR_DENIED);
        assert_err_kind(secrecy_list(&somebody, &list), ERR_DENIED);
        assert_err_kind(secrecy_propose(&somebody, &objects, STR("x"), &id), ERR_DENIED);
        assert_err_kind(secrecy_confirm(&somebody, &DOOR, STR("x"), STR("x")), ERR_DENIED);
        assert_err_kind(secrecy_finish(&somebody, STR("x")), ERR_DENIED);
        assert_err_kind(secrecy_withdraw(&somebody, STR("x")), ERR_DENIED);
    }
    end(&p);
}

static void what_cannot_be_proposed(void **state) {
    struct stage p = begin(state);
    struct secrecy office = by(&p, &p.office);
    struct secret_objects none = {0}, found;
    struct str id;
    assert_ok(secrecy_propose(&office, &none, STR(""), &id));
    assert_non_null(issue_of(&p.issues, STR("noi")));
    assert_non_null(issue_of(&p.issues, STR("ly-do")));
    p.issues.count = 0;
    assert_ok(secrecy_search(&office, STR("a"), &found));
    assert_non_null(issue_of(&p.issues, STR("tim-doan-chu")));
    /* A place that somebody made up: a password, a link of the trail. */
    static const char *const MADE_UP[] = {"text|account|id|can-bo", "bytes|audit_link|salt|1",
                                          "text|audit_entry|action|1"};
    struct secret_object object;
    assert_false(secret_object_unpack(p.arena, STR("text|account"), &object));
    assert_false(secret_object_unpack(p.arena, STR("nonsense|a|b|c"), &object));
    for (size_t i = 0; i < COUNT_OF(MADE_UP); i++) {
        assert_true(secret_object_unpack(p.arena, str_from_c(MADE_UP[i]), &object));
        struct secret_objects one = {.items = &object, .count = 1};
        struct secrecy again = by(&p, &p.office);
        const struct err *err = secrecy_propose(&again, &one, STR("x"), &id);
        assert_true(err ? err->kind == ERR_INPUT : p.issues.count > 0);
    }
    /* What is withdrawn is not confirmed any more. */
    fill(&p);
    p.issues.count = 0;
    assert_ok(secrecy_search(&office, STR(MARKER), &found));
    id = propose(&p, &found);
    assert_ok(secrecy_withdraw(&office, id));
    struct secrecy chair = by(&p, &p.chair);
    assert_err_kind(secrecy_confirm(&chair, &DOOR, id, STR(PASSWORD)), ERR_STATE);
    end(&p);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(the_drill),
        DB_TEST(who_may_not_learns_nothing),
        DB_TEST(what_cannot_be_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
