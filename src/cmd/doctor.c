/* thidua doctor: is this machine fit to run the program on this folder? Each line says what was
 * looked at; what is amiss comes with advice. Works beside a running server. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "crypto/certificate.h"
#include "doc/pdf_write.h"
#include "doc/workbook_read.h"
#include "doc/workbook_write.h"
#include "features/file/file_scan_service.h"
#include "sys/clock.h"
#include "sys/files.h"

enum {
    FREE_MB_MIN = 500,
    SYNC_ROUNDS = 5,
    SYNC_MS_MAX = 100, /* slower than that, and every save is felt */
    YEAR_MIN = 2026,   /* this program did not exist before */
    YEAR_MAX = 2100,
    PEM_BYTES_MAX = 1 << 20,
};
#define DAY_MS ((int64_t)86400000)

struct doctor {
    struct cmd *cmd;
    json_t *checks;
    bool well;
};

/* One line: NAME as in the JSON, what was seen, and advice (MSG_none) where it is amiss. */
static void note(struct doctor *doctor, const char *name, bool ok, struct message seen,
                 enum msg_id advice) {
    const struct cmd *cmd = doctor->cmd;
    struct str text = message_text(cmd->arena, cmd->lang, seen);
    struct str help = ok ? STR_NONE : message_plain(cmd->lang, advice);
    doctor->well &= ok;
    json_t *item = json_object();
    json_object_set_new(item, "name", json_string(name));
    json_object_set_new(item, "ok", json_boolean(ok));
    json_object_set_new(item, "detail", json_text(text));
    json_object_set_new(item, "advice", json_text(help));
    json_array_append_new(doctor->checks, item);
    if (cmd->json)
        return;
    fprintf(cmd->out, "%s " STR_FMT "\n", ok ? "✓" : "✗", STR_ARG(text));
    if (help.p)
        fprintf(cmd->out, "  → " STR_FMT "\n", STR_ARG(help));
}

static struct str number(const struct doctor *doctor, long long value) {
    return str_format(doctor->cmd->arena, "%lld", value);
}

/* --- the machine -------------------------------------------------------------------------- */

static void check_clock(struct doctor *doctor) {
    struct date today = date_of_instant(doctor->cmd->now_ms);
    note(doctor, "clock", today.year >= YEAR_MIN && today.year <= YEAR_MAX,
         MESSAGE_WITH(MSG_doctor_clock, date_display(doctor->cmd->arena, today)),
         MSG_doctor_clock_advice);
}

static void check_fonts(struct doctor *doctor) {
    bool found = !pdf_check_letters();
    note(doctor, "fonts", found, MESSAGE(found ? MSG_doctor_fonts : MSG_doctor_fonts_missing),
         MSG_doctor_fonts_advice);
}

/* Writes a workbook and reads it back through the child process. */
static bool reader_works(struct arena *arena) {
    struct book_out *book = book_new(arena, &(struct book_about){.title = STR("doctor")});
    sheet_text(book_add_sheet(book, STR("S"), NULL), 1, 1, SHEET_PLAIN, STR("Thi đua"));
    struct str bytes;
    struct workbook workbook;
    struct message fault = MESSAGE(MSG_none);
    if (book_finish(book, &bytes) || workbook_read(arena, bytes, NULL, &workbook, &fault) ||
        fault.id != MSG_none || workbook.sheet_count != 1)
        return false;
    const struct workbook_cell *cell = workbook_cell_at(&workbook.sheets[0], 1, 1);
    return cell && str_equal_c(cell->text, "Thi đua");
}

static void check_reader(struct doctor *doctor) {
    bool works = reader_works(doctor->cmd->arena);
    note(doctor, "sheet_reader", works,
         MESSAGE(works ? MSG_doctor_reader : MSG_doctor_reader_fails), MSG_doctor_reader_advice);
}

/* No scanner is no fault of the machine: whoever named its socket wants one. */
static void check_scanner(struct doctor *doctor) {
    if (cmd_read_config(doctor->cmd))
        return; /* what is wrong with it is said elsewhere */
    struct file_scanner scanner = file_scanner_of(&doctor->cmd->config);
    struct clamd_result result = {.answer = CLAMD_ABSENT};
    if (*scanner.socket_path)
        clamd_version(scanner.socket_path, FILE_SCAN_WAIT_MS, &result);
    bool absent = result.answer == CLAMD_ABSENT;
    struct str words = str_copy(doctor->cmd->arena, str_from_c(result.words));
    note(doctor, "scanner", result.answer == CLAMD_CLEAN || (absent && !scanner.is_expected),
         absent ? MESSAGE(MSG_doctor_scanner_absent)
                : MESSAGE_WITH(result.answer == CLAMD_CLEAN ? MSG_doctor_scanner
                                                            : MSG_doctor_scanner_fails,
                               words),
         MSG_doctor_scanner_advice);
}

/* --- the certificates of the web site ----------------------------------------------------- */

static const struct certificate_file {
    const char *file;
    const char *check; /* its name in the JSON */
    enum msg_id name;
    int warn_days;
    enum msg_id advice;
} CERTIFICATES[] = {
    {"site.pem", "certificate_site", MSG_doctor_certificate_site, 30,
     MSG_doctor_certificate_site_advice},
    /* Every PC must be told to trust the next one: that takes an office some time. */
    {"ca.pem", "certificate_authority", MSG_doctor_certificate_authority, 180,
     MSG_doctor_certificate_authority_advice},
};

static void note_validity(struct doctor *doctor, const struct certificate_file *file,
                          const struct certificate_validity *validity) {
    struct arena *arena = doctor->cmd->arena;
    int64_t now_ms = doctor->cmd->now_ms, left_ms = validity->until_ms - now_ms;
    struct str name = message_plain(doctor->cmd->lang, file->name);
    struct str until = date_display(arena, date_of_instant(validity->until_ms));
    if (now_ms < validity->from_ms)
        note(doctor, file->check, false,
             MESSAGE_WITH(MSG_doctor_certificate_early, name,
                          date_display(arena, date_of_instant(validity->from_ms))),
             MSG_doctor_clock_advice);
    else if (left_ms <= 0)
        note(doctor, file->check, false, MESSAGE_WITH(MSG_doctor_certificate_expired, name, until),
             file->advice);
    else
        note(doctor, file->check, left_ms > file->warn_days * DAY_MS,
             MESSAGE_WITH(MSG_doctor_certificate, name, until, number(doctor, left_ms / DAY_MS)),
             file->advice);
}

/* Where there is none the machine serves no other: nothing to say. */
static void check_certificates(struct doctor *doctor) {
    struct cmd *cmd = doctor->cmd;
    if (cmd_read_config(cmd) || !*cmd->config.tls_folder)
        return;
    for (size_t i = 0; i < COUNT_OF(CERTIFICATES); i++) {
        const struct certificate_file *file = &CERTIFICATES[i];
        const char *path = str_format(cmd->arena, "%s/%s", cmd->config.tls_folder, file->file).p;
        struct str pem;
        struct certificate_validity validity;
        const struct err *err = file_read(cmd->arena, path, PEM_BYTES_MAX, &pem);
        if (err && err->kind == ERR_NOT_FOUND)
            continue;
        struct message unread = MESSAGE_WITH(
            MSG_doctor_certificate_unread, message_plain(cmd->lang, file->name), str_from_c(path));
        if (err && err->kind == ERR_READ_ONLY) /* not this user's to read: said, not amiss */
            note(doctor, file->check, true, unread, MSG_none);
        else if (err || certificate_read_validity(pem, &validity))
            note(doctor, file->check, false, unread, file->advice);
        else
            note_validity(doctor, file, &validity);
    }
}

/* --- the folder --------------------------------------------------------------------------- */

static bool check_folder(struct doctor *doctor) {
    const char *folder = doctor->cmd->data;
    struct stat status;
    bool there = stat(folder, &status) == 0 && S_ISDIR(status.st_mode);
    note(doctor, "folder", there,
         MESSAGE_WITH(there ? MSG_doctor_folder : MSG_doctor_folder_missing, str_from_c(folder)),
         MSG_cmd_no_data_folder);
    if (!there)
        return false;
    bool writable = access(folder, R_OK | W_OK | X_OK) == 0;
    note(doctor, "folder_writable", writable,
         MESSAGE(writable ? MSG_doctor_writable : MSG_doctor_not_writable), MSG_error_read_only);
    bool private = (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    note(doctor, "folder_private", private,
         MESSAGE(private ? MSG_doctor_private : MSG_doctor_not_private), MSG_doctor_private_advice);
    return writable;
}

static void check_space(struct doctor *doctor) {
    struct statvfs space;
    if (statvfs(doctor->cmd->data, &space) != 0)
        return;
    long long free_mb = (long long)(space.f_bavail * space.f_frsize >> 20);
    note(doctor, "free_space", free_mb >= FREE_MB_MIN,
         MESSAGE_WITH(MSG_doctor_space, number(doctor, free_mb)), MSG_doctor_space_advice);
}

/* The slowest of some small durable writes, in microseconds; -1 where they fail. */
static long long sync_us(const char *path) {
    long long slowest = -1;
    int fd CLEANUP(fd_cleanup) = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    for (int i = 0; i < SYNC_ROUNDS; i++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        bool done = write(fd, "thidua\n", 7) == 7 && fsync(fd) == 0;
        clock_gettime(CLOCK_MONOTONIC, &end);
        if (!done) {
            slowest = -1;
            break;
        }
        long long us =
            (end.tv_sec - start.tv_sec) * 1000000LL + (end.tv_nsec - start.tv_nsec) / 1000;
        slowest = us > slowest ? us : slowest;
    }
    unlink(path);
    return slowest;
}

static void check_sync(struct doctor *doctor) {
    struct arena *arena = doctor->cmd->arena;
    long long us =
        sync_us(str_format(arena, "%s/doctor.%ld.tmp", doctor->cmd->data, (long)getpid()).p);
    struct str ms = str_format(arena, "%lld.%lld", us / 1000, us % 1000 / 100);
    note(doctor, "durable_write", us >= 0 && us <= SYNC_MS_MAX * 1000LL,
         us < 0 ? MESSAGE(MSG_doctor_sync_fails) : MESSAGE_WITH(MSG_doctor_sync, ms),
         us < 0 ? MSG_error_disk_full : MSG_doctor_sync_advice);
}

/* --- the database ------------------------------------------------------------------------- */

static void check_database(struct doctor *doctor) {
    struct cmd *cmd = doctor->cmd;
    const struct err *err = cmd_open(cmd, CMD_READS);
    struct str sentence = err ? cmd_sentence(cmd, err) : STR_NONE;
    note(doctor, "schema", !err,
         err ? MESSAGE_WITH(MSG_doctor_says, sentence) : MESSAGE(MSG_doctor_schema),
         MSG_doctor_database_advice);
    if (err)
        return;
    err = db_check(cmd->db);
    note(doctor, "database", !err,
         err ? MESSAGE_WITH(MSG_doctor_says, cmd_sentence(cmd, err)) : MESSAGE(MSG_doctor_database),
         MSG_doctor_database_advice);
    if (db_engine_of(cmd->db) == DB_SQLITE)
        note(doctor, "sqlite", sqlite3_libversion_number() >= 3040000,
             MESSAGE_WITH(MSG_doctor_sqlite, str_from_c(sqlite3_libversion())),
             MSG_doctor_sqlite_advice);
}

static void check_jobs(struct doctor *doctor) {
    struct cmd *cmd = doctor->cmd;
    struct job_troubles troubles;
    struct jobs jobs = cmd_jobs(cmd);
    if (!cmd->db || job_check(&jobs, cmd->arena, cmd->now_ms, false, &troubles))
        return; /* that the database does not answer was said */
    if (!troubles.count)
        note(doctor, "jobs", true, MESSAGE(MSG_doctor_jobs), MSG_none);
    for (size_t i = 0; i < troubles.count; i++)
        note(doctor, "jobs", false, troubles.items[i].message,
             troubles.items[i].is_damage ? MSG_doctor_job_result_advice
                                         : MSG_doctor_job_stuck_advice);
}

static int run(struct cmd *cmd) {
    struct doctor doctor = {cmd, json_array(), true};
    check_clock(&doctor);
    check_fonts(&doctor);
    check_reader(&doctor);
    check_scanner(&doctor);
    if (check_folder(&doctor)) {
        check_space(&doctor);
        check_sync(&doctor);
    }
    check_certificates(&doctor);
    check_database(&doctor);
    check_jobs(&doctor);
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "ok", json_boolean(doctor.well));
        json_object_set_new(root, "checks", doctor.checks);
        json_print(cmd, root);
    } else {
        json_decref(doctor.checks);
        cmd_say(cmd, MESSAGE(doctor.well ? MSG_doctor_well : MSG_doctor_amiss));
    }
    return doctor.well ? EXIT_WELL : EXIT_FAILED;
}

const struct command command_doctor = {
    .name = "doctor",
    .usage = "doctor --data DIR [--json]",
    .summary = MSG_cmd_summary_doctor,
    .options = "data database json",
    .beside = CMD_BESIDE_READS,
    .run = run,
};
