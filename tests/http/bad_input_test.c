/* What people and files bring through the browser's door that should not be there: each answer is a
 * page with a sentence, nothing is half-stored, nothing typed becomes markup or a formula. */
#include <string.h>

#include "doc/workbook_fixture.h"
#include "features/audit/audit.h"
#include "features/intake/intake_service.h"
#include "features/organisation/organisation_service.h"
#include "features/review/review_service.h"
#include "sys/clock.h"
#include "web_fixture.h"

static struct web web;

static int begin(void **state) {
    int failed = db_test_setup(state);
    web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

static struct str at(const struct cluster_period *cluster, const char *tail) {
    return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "%s", STR_ARG(cluster->slug),
                      STR_ARG(cluster->code), tail);
}

static struct str below_unit(const char *tail) {
    return str_format(web.arena, STR_FMT "/" STR_FMT "%s", STR_ARG(at(&web.here, "/tham-dinh")),
                      STR_ARG(web.here.members.items[0].slug), tail);
}

/* Everything that is written down: it grows with whatever is stored. */
static size_t changes_so_far(void) {
    struct user local = user_local();
    struct account_lines accounts;
    struct cluster_summaries clusters;
    size_t count = 0;
    const struct cluster_period *periods[] = {&web.here, &web.elsewhere};
    for (size_t i = 0; i < COUNT_OF(periods); i++)
        count += web_count_history(&web, periods[i]);
    assert_ok(account_list(web.db, web.arena, &local, clock_now_ms(), &accounts));
    for (size_t i = 0; i < accounts.count; i++)
        count += accounts.items[i].grants.count;
    struct reach reach = user_reach(web.arena, &local, RIGHT_CLUSTER_READ);
    assert_ok(cluster_list(web.db, web.arena, &reach, &clusters));
    const struct unit_view today = {{2026, 11, 23}, UNIT_KNOWN_NOW};
    struct unit_states units;
    assert_ok(organisation_list(web.db, web.arena, &local, &today, &units));
    for (size_t i = 0; i < units.count; i++)
        count += units.items[i].name.n; /* renames too */
    return count + accounts.count + clusters.count + units.count;
}

/* A whole page in Vietnamese, by its language and its one sentence at least. */
static void assert_is_page(const struct reply *reply, const char *what) {
    if (!web_contains(reply->body, "<html lang=\"vi\"") || !web_contains(reply->body, "</html>"))
        fail_msg("%s: %d without a page: %.*s", what, reply->status, (int)reply->body.n,
                 reply->body.p);
}

/* --- files ---------------------------------------------------------------------------------- */

struct bad_file {
    const char *name;
    struct str bytes;
    const char *sentence; /* a word of what is said about it as a score sheet; NULL: any */
};

static struct str filled(size_t size, char with) {
    char *bytes = arena_alloc(web.arena, size + 1);
    memset(bytes, with, size);
    bytes[size] = 0;
    return (struct str){bytes, size};
}

static struct str encrypted(void) {
    struct str file = filled(2048, 0);
    memcpy((char *)(uintptr_t)file.p, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    memcpy((char *)(uintptr_t)file.p + 1024, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
           32);
    return file;
}

static struct str sheet_of_all_rows(void) {
    struct buf data = BUF_INIT(100 << 20);
    for (int row = 1; row <= 1048576; row++)
        buf_append_format(&data, "<row r='%d'><c><v>1</v></c></row>", row);
    struct fixture_sheet sheet = {.data = str_c(web.arena, buf_str(&data))};
    buf_release(&data);
    return fixture_sheet(web.arena, &sheet);
}

static size_t make_bad_files(struct bad_file *files) {
    struct str good = fixture_file(web.arena, "tu-cham-dam-say-6T2020.xlsx");
    struct str damaged = str_copy(web.arena, good);
    memset((char *)(uintptr_t)damaged.p + damaged.n / 3, 0x5A, 400);
    const struct bad_file made[] = {
        {"encrypted", encrypted(), "mật khẩu"},
        {"truncated", str_slice(good, 0, good.n / 2)},
        {"renamed CSV", STR("TT,Nội dung,Điểm\n1,Quân số,8\n")},
        {"empty", STR("")},
        {"damaged", damaged, "hỏng"},
        {"noise", filled(20000, 'x')},
        {"bomb",
         fixture_sheet(web.arena, &(struct fixture_sheet){.data = filled(150 << 20, ' ').p})},
        {"all rows", sheet_of_all_rows()},
        {"another workbook",
         fixture_sheet(web.arena,
                       &(struct fixture_sheet){.data = "<row r='1'><c r='A1'><v>1</v></c></row>"})},
    };
    memcpy(files, made, sizeof(made));
    return COUNT_OF(made);
}

/* More, or larger ones, are read by a job: see job_service_test.c. */
enum { FILES_AT_ONCE = 5, BYTES_AT_ONCE = 2 << 20 };

static void score_sheets_that_are_none(const struct bad_file *files, size_t count) {
    struct web_file uploads[FILES_AT_ONCE];
    for (size_t i = 0; i < count; i++)
        uploads[i] =
            (struct web_file){str_format(web.arena, "%s.xlsx", files[i].name), files[i].bytes};
    struct reply reply =
        web_upload(&web, HEAD_HERE, at(&web.here, "/nhap-phieu"), "tep", uploads, count);
    assert_int_equal(reply.status, 303);
    struct str batch = reply_header(&reply, "Location");
    struct reply page = web_get(&web, HEAD_HERE, batch, "");
    assert_int_equal(page.status, 200);
    assert_is_page(&page, "preview");
    for (size_t i = 0; i < count; i++)
        assert_true(web_contains(page.body, files[i].name));
    for (size_t i = 0; i < count; i++)
        if (files[i].sentence && !web_contains(page.body, files[i].sentence))
            fail_msg("nothing about \"%s\"", files[i].sentence);
    reply = web_post(&web, HEAD_HERE, str_concat(web.arena, batch, STR("/luu")), STR(""));
    assert_int_equal(reply.status, 303);
    assert_true(web_contains(reply_header(&reply, "Location"), "import_unchanged"));
    struct scoreboard board;
    struct user local = user_local();
    assert_ok(scoring_load_board(web.db, web.arena, &local, web.here.slug, web.here.code, &board));
    assert_int_equal(board.cluster.revision, web.here.revision);
}

static void bad_files_get_a_sentence_and_store_nothing(void **state) {
    (void)state;
    struct bad_file files[16];
    size_t count = make_bad_files(files);
    struct user local = user_local();
    assert_ok(cluster_find(web.db, web.arena, &local, web.here.slug, web.here.code, &web.here));
    for (size_t i = 0, end; i < count; i = end) {
        size_t bytes = files[i].bytes.n;
        for (end = i + 1; end < count && end - i < FILES_AT_ONCE; end++)
            if ((bytes += files[end].bytes.n) > BYTES_AT_ONCE)
                break;
        if (files[i].bytes.n <= BYTES_AT_ONCE)
            score_sheets_that_are_none(&files[i], end - i);
    }
    size_t before = changes_so_far();
    for (size_t i = 0; i < count; i++) {
        struct web_file upload = {STR("tep.xlsx"), files[i].bytes};
        struct reply reply = web_upload(&web, HEAD_ELSEWHERE, at(&web.elsewhere, "/tieu-chi/nhap"),
                                        "file", &upload, 1);
        if (reply.status != 422)
            fail_msg("table from %s: %d", files[i].name, reply.status);
        assert_is_page(&reply, files[i].name);
        reply = web_upload(&web, UNIT_FIRST, below_unit("/phan-hoi/tep"), "tep", &upload, 1);
        if (reply.status != 422)
            fail_msg("answers from %s: %d", files[i].name, reply.status);
        assert_is_page(&reply, files[i].name);
    }
    assert_int_equal(changes_so_far(), before);
}

static void too_much_is_refused_whole(void **state) {
    (void)state;
    size_t before = changes_so_far();
    struct web_file *many = ARENA_ARRAY(web.arena, struct web_file, INTAKE_FILES_MAX + 1);
    for (int i = 0; i <= INTAKE_FILES_MAX; i++)
        many[i] = (struct web_file){str_format(web.arena, "tep-%d.xlsx", i), STR("x")};
    struct str path = at(&web.here, "/nhap-phieu");
    struct reply reply = web_upload(&web, HEAD_HERE, path, "tep", many, INTAKE_FILES_MAX + 1);
    assert_int_equal(reply.status, 422);
    assert_is_page(&reply, "201 files");
    assert_true(web_contains(reply.body, "200"));
    reply = web_upload(&web, HEAD_HERE, path, "tep", many, 0);
    assert_int_equal(reply.status, 422);
    struct web_file large = {STR("lon.xlsx"), filled(65 << 20, 'x')};
    reply = web_upload(&web, HEAD_HERE, path, "tep", &large, 1);
    assert_int_equal(reply.status, 413);
    assert_is_page(&reply, "65 MB");
    large.bytes.n = (20 << 20) + 1;
    reply =
        web_upload(&web, HEAD_ELSEWHERE, at(&web.elsewhere, "/tieu-chi/nhap"), "file", &large, 1);
    assert_true(reply.status == 413 || reply.status == 422);
    assert_is_page(&reply, "table of 20 MB");
    assert_int_equal(changes_so_far(), before);
}

static struct str kept_names; /* of all files stored so far */

static void names_are_kept_clean(const struct web_file *files, size_t count) {
    struct reply reply =
        web_upload(&web, HEAD_HERE, at(&web.here, "/nhap-phieu"), "tep", files, count);
    assert_int_equal(reply.status, 303);
    struct str path = reply_header(&reply, "Location");
    struct reply page = web_get(&web, HEAD_HERE, path, "");
    assert_int_equal(page.status, 200);
    assert_false(web_contains(page.body, "<script>alert"));
    assert_false(web_contains(page.body, "../../"));
    struct user head = web_user(&web, HEAD_HERE);
    struct intake_batch batch;
    struct str id = str_slice(path, path.n - 36, path.n);
    while (str_find(id, STR("/")) >= 0)
        str_cut(&id, '/');
    assert_ok(
        intake_batch_files(web.db, web.arena, &head, web.here.slug, web.here.code, id, &batch));
    assert_int_equal(batch.files.count, count);
    for (size_t i = 0; i < batch.files.count; i++) {
        struct str name = batch.files.items[i].name;
        assert_true(name.n < 1100);
        kept_names = str_format(web.arena, STR_FMT "|" STR_FMT, STR_ARG(kept_names), STR_ARG(name));
        struct reply file = web_get(&web, HEAD_HERE,
                                    str_format(web.arena, STR_FMT "/tep/" STR_FMT, STR_ARG(path),
                                               STR_ARG(batch.files.items[i].id)),
                                    "");
        assert_int_equal(file.status, 200);
        assert_true(str_equal(file.body, files[i].bytes));
        assert_true(str_starts_with(reply_header(&file, "Content-Disposition"), STR("attachment")));
        assert_null(reply_cookie(&file, "x").p);
    }
}

static void file_names_are_only_names(void **state) {
    (void)state;
    const struct str names[] = {
        STR("a\\\"b.xlsx"),
        STR("a%22b.xlsx"),
        STR("a%0D%0ASet-Cookie: x=y.xlsx"),
        STR("../../../etc/passwd"),
        STR("C:\\\\Users\\\\a\\\\b.xlsx"),
        STR("<script>alert(1)</script>.xlsx"),
        STR("Ba\xCC\x89ng \xC4\x91ie\xCC\x82\xCC\x89m.xlsx"),
        STR("=cmd|' /C calc'!A0.xlsx"),
        STR(".."),
        str_concat(web.arena, filled(5000, 'x'), STR(".xlsx")),
    };
    struct web_file files[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        files[i] = (struct web_file){names[i], str_format(web.arena, "content %zu", i)};
    kept_names = STR("");
    for (size_t i = 0; i < COUNT_OF(names); i += FILES_AT_ONCE)
        names_are_kept_clean(&files[i], FILES_AT_ONCE);
    assert_true(str_find(kept_names, STR("Bảng điểm.xlsx")) >= 0); /* composed */
    assert_true(str_find(kept_names, STR("passwd")) >= 0);
}

/* --- forms ---------------------------------------------------------------------------------- */

struct form {
    enum person person;
    bool elsewhere;   /* which cluster PATH is below; both unused where PATH begins with "!" */
    const char *path; /* below the cluster; "!/x" is an address of its own, "@" the first unit's */
    const char *fields;  /* all that is typed, good values: "a=1&b=2" */
    const char *lenient; /* of them, those where any text is taken as no choice or as a way back */
    bool never_passes;   /* refused even so: wrong passwords, a role that nobody has */
};

static const struct form FORMS[] = {
    {OFFICE, false, "!/cum/moi",
     "name=Cum+A&superior=Bo+B&members=D+Mot%0AD+Hai&head=D+Mot&host=D+Hai&venue=V&year=2020&half="
     "1&figures_until=15/6/2020&held_on=26/6/2020",
     ""},
    {HEAD_HERE, false, "/thong-tin",
     "head=&host=&venue=V&figures_until=15/6/2020&held_on=26/6/2020", ""},
    {HEAD_ELSEWHERE, true, "/tieu-chi/them",
     "parent=I&label=99&name=Ten&kind=quantity&max=1&unit_of_measure=%25&target=10&points_each=&"
     "note=N",
     "points_each"},
    {HEAD_ELSEWHERE, true, "/tieu-chi/I.1/sua",
     "name=Ten&kind=quantity&max=12&unit_of_measure=%25&target=10&points_each=&note=N",
     "points_each"},
    {HEAD_ELSEWHERE, true, "/tieu-chi/quy-tac",
     "grade=A&grade_percent=100&fewer=0&fewer_percent=100&late=1&late_points=-0,5&bonus_rate=0,1&"
     "bonus_cap=10&basis=B",
     ""},
    {ADMIN, false, "!/tai-khoan",
     "login=ten.moi&name=Ten&role=office&scope=&from=&to=&reason=", "scope reason"},
    {ADMIN, false, "!/tai-khoan/no-role/quyen",
     "role=office&scope=&from=&to=&reason=", "scope reason"},
    {ADMIN, false, "!/tai-khoan/no-role/thu-hoi", "grant=x&why=y", "", true},
    {HEAD_HERE, false, "@", "actual.I.1=97&points.I.1=5&reason.I.1=R&seen.I.1=0&was.I.1=-",
     "seen.I.1 was.I.1"},
    {UNIT_FIRST, false, "@/phan-hoi",
     "answer.I.1=disagrees&comment.I.1=C&answer=disagrees&comment=C", "answer answer.I.1"},
    {HEAD_HERE, false, "/bao-cao", "leadership=L&source-leadership=S&seen-leadership=0",
     "seen-leadership"},
    {HEAD_HERE, false, "/bao-cao/han-che/moi",
     "content=C&cause=C&lesson=L&remedy=R&owner=O&due=1/9/2020", ""},
    {HEAD_HERE, false, "/bao-cao/nhiem-vu/moi", "content=C&owner=O&due=1/9/2020", ""},
    {HEAD_HERE, false, "/bao-cao/nhiem-vu/dan", "lines=Mot", ""},
    {OFFICE, false, "!/don-vi/moi",
     "on=2020&name=Don+vi+X&short_name=X&kind=&parent=&number=1&decided_on=2020&issuer=I&source=S&"
     "xac-nhan=1",
     "xac-nhan"},
    {OFFICE, false, "!/don-vi/ban-chqs-huyen-ea-mrang/doi-ten",
     "on=1/1/2026&name=Ten+moi&short_name=X&kind=&number=1&decided_on=2020&issuer=I&source=S&"
     "xac-nhan=1",
     "xac-nhan"},
    {OFFICE, false, "!/don-vi/ban-chqs-huyen-suoi-bac/chuyen",
     "on=1/1/2026&parent=&number=1&decided_on=2020&issuer=I&source=S&xac-nhan=1", "xac-nhan"},
    {OFFICE, false, "!/don-vi/ban-chqs-huyen-thac-may/sap-nhap",
     "on=1/1/2026&others=&successors=Khu+moi&parent=&kind=&children=&children_to=&proposed=&number="
     "1&decided_on=2020&issuer=I&source=S&note=N&xac-nhan=1",
     "xac-nhan children children_to proposed"},
    {OFFICE, false, "!/don-vi/ban-chqs-huyen-doi-xanh/danh-hieu",
     "year=2020&title=T&awarded=1&number=1&decided_on=2020&issuer=I&source=S", "awarded"},
    {OFFICE, false, "!/don-vi/ban-chqs-huyen-doi-xanh/noi-tiep",
     "succession=x&from=y&to=z&inherits=yes&number=1&decided_on=2020&issuer=I&reason=R", "", true},
    {VISITOR, false, "!/dang-nhap", "login=ai&password=gi&tiep=/", "tiep", true},
    {HEAD_HERE, false, "!/mat-khau", "old=gi&new=mat-khau-moi&repeat=mat-khau-moi", "", true},
    {VISITOR, false, "!/ngon-ngu", "lang=vi&tiep=/", "lang tiep"},
};

static struct str address_of(const struct form *form) {
    if (form->path[0] == '!')
        return str_from_c(form->path + 1);
    if (form->path[0] == '@')
        return below_unit(form->path + 1);
    return at(form->elsewhere ? &web.elsewhere : &web.here, form->path);
}

/* The form with one field's value replaced; absent WITH leaves the field out. */
static struct str body_of(const struct form *form, struct str name, struct str with) {
    struct str rest = str_from_c(form->fields);
    struct str body = STR("x=y");
    while (rest.p) {
        struct str value = str_cut(&rest, '&');
        struct str key = str_cut(&value, '=');
        bool bad = str_equal(key, name);
        if (bad && !with.p)
            continue;
        body = str_format(web.arena, STR_FMT "&" STR_FMT "=" STR_FMT, STR_ARG(body), STR_ARG(key),
                          STR_ARG(bad ? with : value));
    }
    return body;
}

static bool is_lenient(const struct form *form, struct str name) {
    struct str rest = str_from_c(form->lenient);
    while (rest.p)
        if (str_equal(str_cut(&rest, ' '), name))
            return true;
    return false;
}

static bool is_answer(int status) {
    return status == 200 || status == 303 || status == 400 || status == 403 || status == 404 ||
           status == 409 || status == 413 || status == 422 || status == 429;
}

static int failures;

static void try_one(const struct form *form, struct str name, const char *what, struct str with,
                    bool must_refuse) {
    size_t before = changes_so_far();
    struct reply reply = web_post(&web, form->person, address_of(form), body_of(form, name, with));
    bool refused = reply.status >= 400;
    bool stored = changes_so_far() != before;
    bool wrong = !is_answer(reply.status) || (refused && stored) || (must_refuse && !refused);
    if (reply.status != 303 && !web_contains(reply.body, "<html lang=\"vi\""))
        wrong = true;
    if (wrong) {
        print_error("%s, %.*s %s: %d%s\n", form->path, STR_ARG(name), what, reply.status,
                    stored ? ", stored" : "");
        failures++;
    }
}

static void try_fields(const struct form *form, bool lenient, struct str long_text,
                       struct str huge) {
    struct str rest = str_from_c(form->fields);
    while (rest.p) {
        struct str field = str_cut(&rest, '&');
        struct str name = str_cut(&field, '=');
        if (is_lenient(form, name) != lenient)
            continue;
        try_one(form, name, "of 30,000 letters", long_text, !lenient);
        try_one(form, name, "of 100,000 letters", huge, !lenient);
    }
}

static void fields_over_their_limits_are_refused(void **state) {
    (void)state;
    failures = 0;
    struct str below_body = filled(30000, 'a');
    struct str huge = filled(100000, 'a');
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        try_fields(&FORMS[i], false, below_body, huge);
        /* It was that field alone: without it the form passes. */
        struct reply good = web_post(&web, FORMS[i].person, address_of(&FORMS[i]),
                                     body_of(&FORMS[i], STR(""), STR("")));
        if (good.status >= 400 && !FORMS[i].never_passes)
            fail_msg("%s: %d for a good form", FORMS[i].path, good.status);
        try_fields(&FORMS[i], true, below_body, huge);
    }
    assert_int_equal(failures, 0);
}

static void strange_values_are_answered(void **state) {
    (void)state;
    failures = 0;
    const struct {
        const char *what;
        const char *value; /* NULL: left out */
        bool must_refuse;
    } VALUES[] = {
        {"with a broken letter", "%ff%fe", true},
        {"with a broken escape", "%zz", true},
        {"with NULs", "%00%00", false},
        {"missing", NULL, false},
        {"empty", "", false},
        {"negative", "-5", false},
        {"huge", "99999999999999999999999999", false},
        {"of another kind", "khong-co%22%27%3C%3E", false},
        {"as an exponent", "1e308", false},
        {"of lines", "%0A%0A%0A", false},
        {"as a direction mark", "%E2%80%AE%E2%80%8B", false},
    };
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        struct str rest = str_from_c(FORMS[i].fields);
        while (rest.p) {
            struct str field = str_cut(&rest, '&');
            struct str name = str_cut(&field, '=');
            for (size_t k = 0; k < COUNT_OF(VALUES); k++) {
                struct str with = VALUES[k].value ? str_from_c(VALUES[k].value) : STR_NONE;
                try_one(&FORMS[i], name, VALUES[k].what, with, VALUES[k].must_refuse);
            }
        }
    }
    assert_int_equal(failures, 0);
}

/* Of another unit's row: what a head decides on its own is refused before it is read. */
static void negative_and_huge_points_are_refused(void **state) {
    (void)state;
    struct str another =
        str_format(web.arena, STR_FMT "/" STR_FMT, STR_ARG(at(&web.here, "/tham-dinh")),
                   STR_ARG(web.here.members.items[1].slug));
    const char *const bad[] = {"-5", "99999999999999999999999999", "1e308", "12,001", "NaN", "13"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        size_t before = changes_so_far();
        struct reply reply = web_post(
            &web, HEAD_HERE, another,
            str_format(web.arena, "actual.I.1=&points.I.1=%s&reason.I.1=R&seen.I.1=0&was.I.1=-",
                       bad[i]));
        if (reply.status != 422)
            fail_msg("%s points: %d", bad[i], reply.status);
        assert_int_equal(changes_so_far(), before);
    }
}

static void unknown_ids_are_not_found(void **state) {
    (void)state;
    const char *const tails[] = {
        "/tham-dinh/khong-co",  "/tham-dinh/khong-co/phan-hoi",   "/phieu/khong-co",
        "/nhap-phieu/khong-co", "/nhap-phieu/khong-co/tep/khong", "/bao-cao/muc/khong-co",
        "/tieu-chi/khong-co",   "/xep-thu?giai-doan=khong-co",    "/khong-co"};
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        struct reply reply = web_get(&web, HEAD_HERE, at(&web.here, tails[i]), "");
        if (reply.status != 404)
            fail_msg("%s: %d", tails[i], reply.status);
        assert_is_page(&reply, tails[i]);
    }
    const char *const addresses[] = {"/cum/khong-co/2020-H1", "/cum/cum-mau/2020-H9",
                                     "/cum/cum-mau/'or'1", "/cum/%2e%2e/2020-H1",
                                     "/cum/%3Cscript%3Ealert(1)%3C%2Fscript%3E/2020-H1"};
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        struct reply reply = web_get(&web, OFFICE, str_from_c(addresses[i]), "");
        if (reply.status != 404 && reply.status != 400)
            fail_msg("%s: %d", addresses[i], reply.status);
        assert_false(web_contains(reply.body, "<script>alert"));
    }
    const char *const units[] = {"/don-vi/khong-co", "/don-vi/khong-co/doi-ten",
                                 "/don-vi/ban-chqs-huyen-ea-mrang/khong-co",
                                 "/don-vi/ban-chqs-huyen-ea-mrang/moi", "/don-vi/nhap/khong-co"};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (web_get(&web, OFFICE, str_from_c(units[i]), "").status != 404)
            fail_msg("%s is found", units[i]);
    assert_int_equal(web_get(&web, OFFICE, STR("/don-vi?ngay=hom-nay&biet=mai"), "").status, 422);
    assert_int_equal(
        web_get(&web, OFFICE, STR("/don-vi?mo=,,..%2f,%3Cb%3E&tim=%25_%5C"), "").status, 200);
    assert_int_equal(web_get(&web, ADMIN, STR("/tai-khoan/khong-co"), "").status, 404);
    assert_int_equal(web_post(&web, ADMIN, STR("/tai-khoan/khong-co/ma"), STR("")).status, 404);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define WEB_TEST(function)                                                                         \
    { #function, function, begin, end, &db_test_sqlite }
    const struct CMUnitTest tests[] = {
        WEB_TEST(bad_files_get_a_sentence_and_store_nothing),
        WEB_TEST(too_much_is_refused_whole),
        WEB_TEST(file_names_are_only_names),
        WEB_TEST(fields_over_their_limits_are_refused),
        WEB_TEST(strange_values_are_answered),
        WEB_TEST(negative_and_huge_points_are_refused),
        WEB_TEST(unknown_ids_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
