/* Markup and formulas in every text that is stored: they stay text on every page and in every file.
 */
#include <string.h>

#include <zip.h>

#include "doc/workbook_fixture.h"
#include "features/intake/intake_service.h"
#include "features/scoring/scoring_service.h"
#include "web_fixture.h"

#define NOW INT64_C(1593000000000)
/* A formula, an element, an end of an attribute of either kind, an entity, a comment, a template.
 */
#define EVIL                                                                                       \
    "=HYPERLINK(\"http://x\") <script>alert(1)</script>'\"><img src=x onerror=a(1)>&amp;{{7*7}}"
#define EVIL_SHORT "=1+2<b>'\"" /* where little fits */

static struct web web;
static struct cluster_period evil;

static struct str encoded(const char *text) {
    return web_encoded(web.arena, str_from_c(text));
}

static struct str below(const char *tail) {
    return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "%s", STR_ARG(evil.slug),
                      STR_ARG(evil.code), tail);
}

static struct str unit_page(size_t unit, const char *tail) {
    return str_format(web.arena, STR_FMT "/" STR_FMT "%s", STR_ARG(below("/tham-dinh")),
                      STR_ARG(evil.members.items[unit].slug), tail);
}

static struct reply post(enum person person, struct str path, struct str fields) {
    struct reply reply = web_post(&web, person, path, fields);
    if (reply.status != 303 && reply.status != 200)
        fail_msg(STR_FMT ": %d", STR_ARG(path), reply.status);
    return reply;
}

static void make_cluster(void) {
    struct str e = encoded(EVIL);
    struct reply made =
        post(OFFICE, STR("/cum/moi"),
             str_format(web.arena,
                        "name=Cum" STR_FMT "&superior=Bo" STR_FMT "&members=" STR_FMT
                        "%%0AHai" STR_FMT "&head=" STR_FMT "&host=" STR_FMT "&venue=" STR_FMT
                        "&year=2020&half=1&figures_until=15/6/2020&held_on=26/6/2020",
                        STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e),
                        STR_ARG(e)));
    struct str path = reply_header(&made, "Location");
    path = str_slice(path, strlen("/cum/"), path.n);
    path = str_cut(&path, '?');
    struct str slug = str_cut(&path, '/');
    struct user local = user_local();
    assert_ok(cluster_find(web.db, web.arena, &local, slug, path, &evil));
    assert_int_equal(evil.members.count, 2);
}

static struct criterion criterion(const char *code, enum criterion_kind kind, int64_t max) {
    bool top = kind == CRITERION_GROUP;
    return (struct criterion){.code = str_from_c(code),
                              .label = str_from_c(code),
                              .name = STR(EVIL),
                              .kind = kind,
                              .max = DECIMAL(max, 0),
                              .has_target = !top,
                              .target = DECIMAL(10, 0),
                              .unit_of_measure = top ? STR("") : STR(EVIL_SHORT),
                              .points_each = DECIMAL_ZERO,
                              .note = STR(EVIL),
                              .parent = top ? -1 : 0,
                              .depth = top ? 0 : 1};
}

static void make_table(void) {
    struct str e = encoded(EVIL);
    struct user local = user_local();
    struct criterion rows[] = {criterion("I", CRITERION_GROUP, 10),
                               criterion("I.1", CRITERION_QUANTITY, 5),
                               criterion("I.2", CRITERION_LEADER, 5)};
    struct criteria criteria = {.items = rows, .count = COUNT_OF(rows)};
    const struct table_source source = {STR(EVIL), STR(EVIL), STR(EVIL), STR("ab")};
    assert_ok(scoring_store_table(web.db, web.arena, &local, NOW, &evil, &criteria, &source));
    post(OFFICE, below("/tieu-chi/I.1/sua"),
         str_format(web.arena,
                    "name=" STR_FMT "&kind=quantity&max=5&unit_of_measure=" STR_FMT
                    "&target=10&points_each=&note=" STR_FMT,
                    STR_ARG(e), STR_ARG(encoded(EVIL_SHORT)), STR_ARG(e)));
    post(OFFICE, below("/tieu-chi/quy-tac"),
         str_format(web.arena,
                    "grade=" STR_FMT
                    "&grade_percent=100&fewer=0&fewer_percent=100&late=1&late_points=-0,5&"
                    "bonus_rate=0,1&bonus_cap=10&basis=" STR_FMT,
                    STR_ARG(encoded(EVIL_SHORT)), STR_ARG(e)));
    post(OFFICE, below("/tieu-chi/khoa"), STR(""));
}

struct entry_work {
    const struct user *author;
    const struct scoreboard *board;
    size_t unit;
    const char *code;
    struct str field;
    struct str value;
};

static const struct err *enter_in(struct db_tx *tx, void *context) {
    struct entry_work *work = context;
    ptrdiff_t criterion = criteria_find(&work->board->table.criteria, str_from_c(work->code));
    struct score_entry entry = {.unit_id = evil.members.items[work->unit].id,
                                .criterion_id = work->board->table.criteria.items[criterion].id,
                                .stage = STAGE_SELF,
                                .field = work->field,
                                .value = work->value,
                                .reason = STR(EVIL),
                                .source = STR(EVIL)};
    bool added;
    struct cluster_revisions at = {.cluster_period_id = evil.id};
    return scoring_add_entry(tx, web.arena, work->author, NOW, &at, STR_NONE, &entry, &added);
}

/* As a sheet brings them. */
static void make_scores(void) {
    struct user author = user_local();
    author.name = STR(EVIL);
    struct scoreboard board;
    assert_ok(scoring_load_board(web.db, web.arena, &author, evil.slug, evil.code, &board));
    const char *const codes[] = {"I.1", "I.2"};
    for (size_t unit = 0; unit < 2; unit++)
        for (size_t i = 0; i < COUNT_OF(codes); i++) {
            struct entry_work entries[] = {
                {&author, &board, unit, codes[i], FIELD_ACTUAL, STR("9")},
                {&author, &board, unit, codes[i], FIELD_POINTS, STR("4")},
                {&author, &board, unit, codes[i], FIELD_EVIDENCE, STR(EVIL)}};
            for (size_t k = 0; k < COUNT_OF(entries); k++)
                assert_ok(db_write(web.db, enter_in, &entries[k]));
        }
    post(OFFICE, unit_page(0, ""),
         str_format(web.arena,
                    "actual.I.1=8&points.I.1=3&reason.I.1=" STR_FMT "&seen.I.1=0&was.I.1=-",
                    STR_ARG(encoded(EVIL))));
    struct issues issues = {0};
    int stored;
    const struct answer_form answers[] = {{STR("I.1"), false, STR(EVIL)},
                                          {STR(""), false, STR(EVIL)}};
    assert_ok(scoring_load_board(web.db, web.arena, &author, evil.slug, evil.code, &board));
    assert_ok(scoring_answer(web.db, web.arena, &author, NOW, &board, 0, answers, COUNT_OF(answers),
                             STR(EVIL), &issues, &stored));
    assert_int_equal(stored, 2);
}

static void make_report(void) {
    struct str e = encoded(EVIL);
    const char *const sections[] = {"situation",  "leadership", "movements", "results",  "rewards",
                                    "activities", "causes",     "direction", "proposals"};
    struct str fields = STR("x=y");
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        fields = str_format(web.arena, STR_FMT "&%s=" STR_FMT "&source-%s=" STR_FMT "&seen-%s=0",
                            STR_ARG(fields), sections[i], STR_ARG(e), sections[i], STR_ARG(e),
                            sections[i]);
    post(OFFICE, below("/bao-cao"), fields);
    struct str item = str_format(web.arena,
                                 "content=" STR_FMT "&cause=" STR_FMT "&lesson=" STR_FMT
                                 "&remedy=" STR_FMT "&owner=" STR_FMT "&due=1/9/2020",
                                 STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e));
    post(OFFICE, below("/bao-cao/han-che/moi"), item);
    post(OFFICE, below("/bao-cao/nhiem-vu/moi"), item);
    post(ADMIN, STR("/tai-khoan"),
         str_format(web.arena, "login=ten.moi&name=" STR_FMT "&role=office&scope=", STR_ARG(e)));
}

static int begin(void **state) {
    int failed = db_test_setup(state);
    web_begin(&web, *state);
    make_cluster();
    make_table();
    make_scores();
    make_report();
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

static void assert_is_text(struct str page, const char *where) {
    const char *const live[] = {"<script>alert", "<img src=x", "<b>'", "=1+2<b"};
    for (size_t i = 0; i < COUNT_OF(live); i++)
        if (web_contains(page, live[i]))
            fail_msg("%s stands in %s", live[i], where);
}

static void check_page(enum person person, struct str path, const char *lines, bool holds_it) {
    struct reply reply = web_get(&web, person, path, lines);
    if (reply.status != 200)
        fail_msg(STR_FMT ": %d", STR_ARG(path), reply.status);
    assert_is_text(reply.body, str_c(web.arena, path));
    if (holds_it && !web_contains(reply.body, "&lt;script&gt;alert(1)"))
        fail_msg("nothing to see on " STR_FMT, STR_ARG(path));
}

static void pages_show_markup_as_text(void **state) {
    (void)state;
    const char *const tails[] = {"",
                                 "/thong-tin",
                                 "/tieu-chi",
                                 "/tieu-chi/quy-tac",
                                 "/phieu",
                                 "/nhap-phieu",
                                 "/tham-dinh",
                                 "/xep-thu",
                                 "/xep-thu?giai-doan=tu-cham",
                                 "/xep-thu?giai-doan=quy-tac",
                                 "/bao-cao",
                                 "/bao-cao/in",
                                 "/bao-cao/han-che/moi",
                                 "/lich-su"};
    for (size_t i = 0; i < COUNT_OF(tails); i++)
        check_page(OFFICE, below(tails[i]), "", true);
    const char *const of_unit[] = {"", "/phan-hoi", "/I", "/I.1", "/I.2"};
    for (size_t i = 0; i < COUNT_OF(of_unit); i++)
        check_page(OFFICE, unit_page(0, of_unit[i]), "", true);
    check_page(OFFICE, unit_page(0, "/I.1"), "HX-Request: true\r\n", true);
    check_page(OFFICE, STR("/"), "", true);
    check_page(ADMIN, STR("/tai-khoan"), "", true);
    check_page(ADMIN, STR("/tai-khoan/ten.moi"), "", true);
    /* What comes back from the address and from refused forms. */
    struct str e = encoded(EVIL);
    check_page(
        OFFICE,
        str_format(web.arena, "/cum/moi?name=" STR_FMT "&bao=" STR_FMT, STR_ARG(e), STR_ARG(e)), "",
        false);
    check_page(VISITOR, str_format(web.arena, "/dang-nhap?tiep=" STR_FMT, STR_ARG(e)), "", true);
    struct reply reply =
        web_post(&web, OFFICE, STR("/cum/moi"),
                 str_format(web.arena,
                            "name=" STR_FMT "&year=" STR_FMT "&half=" STR_FMT "&members=" STR_FMT
                            "&held_on=" STR_FMT,
                            STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e), STR_ARG(e)));
    assert_int_equal(reply.status, 422);
    assert_is_text(reply.body, "a refused form");
    assert_true(web_contains(reply.body, "&lt;script&gt;"));
}

/* Papers and spreadsheets: well-formed, the text whole, no formula of anybody but the program. */
static void files_hold_markup_as_text(void **state) {
    (void)state;
    const struct str files[] = {below("/bao-cao/tai"), below("/xep-thu/xlsx"),
                                below("/xep-thu/xlsx?giai-doan=tu-cham"),
                                unit_page(0, "/phan-hoi/tep"),
                                str_format(web.arena, STR_FMT "/" STR_FMT, STR_ARG(below("/phieu")),
                                           STR_ARG(evil.members.items[0].slug))};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct reply reply = web_get(&web, OFFICE, files[i], "");
        if (reply.status != 200)
            fail_msg(STR_FMT ": %d", STR_ARG(files[i]), reply.status);
        assert_true(
            str_starts_with(reply_header(&reply, "Content-Disposition"), STR("attachment")));
        struct str text = web_unzipped(web.arena, reply.body);
        assert_is_text(text, str_c(web.arena, files[i]));
        assert_true(web_contains(text, "&lt;script&gt;alert(1)"));
        assert_true(web_contains(text, "=HYPERLINK("));
        const char *const formulas[] = {"<f>HYPERLINK", "<f>=HYPERLINK", "<f>1+2", "<f>=1+2",
                                        "<hyperlink"};
        for (size_t k = 0; k < COUNT_OF(formulas); k++)
            if (web_contains(text, formulas[k]))
                fail_msg("%s in " STR_FMT, formulas[k], STR_ARG(files[i]));
        if (i == 0)
            continue;
        struct workbook workbook;
        struct message fault = MESSAGE(MSG_none);
        assert_ok(workbook_read(web.arena, reply.body, NULL, &workbook, &fault));
        assert_int_equal(fault.id, MSG_none);
    }
}

/* --- a sheet full of it --------------------------------------------------------------------- */

static struct str replaced(struct str text, const char *from, const char *to) {
    struct str made = STR("");
    struct str wanted = str_from_c(from);
    ptrdiff_t found;
    while ((found = str_find(text, wanted)) >= 0) {
        made = str_concat(web.arena, made, str_slice(text, 0, (size_t)found));
        made = str_concat(web.arena, made, str_from_c(to));
        text = str_slice(text, (size_t)found + wanted.n, text.n);
    }
    return str_concat(web.arena, made, text);
}

#define EVIL_XML                                                                                   \
    "&gt;=HYPERLINK(1) &lt;script&gt;alert(1)&lt;/script&gt;'\"&gt;&lt;img src=x onerror=a(1)&gt;"

/* A sheet of the sample with other words in its cells: an evidence, a result, a criterion. */
static struct str evil_sheet(void) {
    struct str file = fixture_file(web.arena, "tu-cham-dam-say-6T2020.xlsx");
    struct fixture_part parts[16];
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(file.p, file.n, 0, &error),
                                      ZIP_RDONLY, &error);
    assert_non_null(zip);
    size_t count = (size_t)zip_get_num_entries(zip, 0);
    assert_true(count <= COUNT_OF(parts));
    for (size_t i = 0; i < count; i++) {
        zip_stat_t stat;
        assert_int_equal(zip_stat_index(zip, i, 0, &stat), 0);
        char *bytes = arena_alloc(web.arena, stat.size + 1);
        zip_file_t *part = zip_fopen_index(zip, i, 0);
        assert_int_equal(zip_fread(part, bytes, stat.size), stat.size);
        zip_fclose(part);
        struct str text = {bytes, stat.size};
        text = replaced(text, ">Sổ theo dõi học tập<", ">" EVIL_XML "<");
        text = replaced(text, ">A<", ">" EVIL_XML "<");
        text = replaced(text, ">Quân số khỏe<", ">" EVIL_XML "<");
        parts[i] =
            (struct fixture_part){str_c(web.arena, str_from_c(zip_get_name(zip, i, 0))), text};
    }
    zip_discard(zip);
    return fixture_zip(web.arena, parts, count);
}

static struct str here(const char *tail) {
    return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "%s", STR_ARG(web.here.slug),
                      STR_ARG(web.here.code), tail);
}

static void cells_of_a_sheet_stay_text(void **state) {
    (void)state;
    struct web_file file = {STR("<script>alert(1)<img src=x>.xlsx"), evil_sheet()};
    struct reply reply = web_upload(&web, HEAD_HERE, here("/nhap-phieu"), "tep", &file, 1);
    assert_int_equal(reply.status, 303);
    struct str batch = reply_header(&reply, "Location");
    check_page(HEAD_HERE, batch, "", true);
    reply = web_post(&web, HEAD_HERE, str_concat(web.arena, batch, STR("/sua")),
                     str_format(web.arena, "m.0.D8=" STR_FMT, STR_ARG(encoded(EVIL))));
    assert_int_equal(reply.status, 303);
    check_page(HEAD_HERE, batch, "", true);
    reply = web_post(&web, HEAD_HERE, str_concat(web.arena, batch, STR("/luu")), STR(""));
    assert_int_equal(reply.status, 303);
    assert_true(web_contains(reply_header(&reply, "Location"), "imported"));
    check_page(HEAD_HERE, batch, "", true);
    check_page(HEAD_HERE, here("/nhap-phieu"), "", false);
    check_page(HEAD_HERE, here("/lich-su"), "", false);
    struct str why =
        str_format(web.arena, STR_FMT "/ban-chqs-huyen-dam-say/I.1", STR_ARG(here("/tham-dinh")));
    check_page(HEAD_HERE, why, "", true); /* the evidence */
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        {"pages_show_markup_as_text", pages_show_markup_as_text, begin, end, &db_test_sqlite},
        {"files_hold_markup_as_text", files_hold_markup_as_text, begin, end, &db_test_sqlite},
        {"cells_of_a_sheet_stay_text", cells_of_a_sheet_stay_text, begin, end, &db_test_sqlite},
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
