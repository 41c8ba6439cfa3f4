/* Every form on every page of a cluster's year, of people, movements and titles, found by walking
 * from page to page: sent with what should not be there, under another cluster's address, without
 * leave. */
#include <string.h>

#include "db/db_internal.h"
#include "doc/workbook_fixture.h"
#include "web_fixture.h"

#define EVIL "=1+2<script>alert(1)</script>'\"><img src=x onerror=a(1)>&amp;{{7*7}}"

enum { PAGES_MAX = 400, FORMS_MAX = 400, FIELDS_MAX = 400 };

struct field {
    struct str name;
    struct str value;
    bool is_text; /* typed, else chosen or hidden */
};

struct form {
    struct str action;
    LIST(struct field) fields;
};

struct walk {
    LIST(struct str) pages;
    LIST(struct form) forms;
};

static struct web web;
static int failures;
static size_t stored_forms; /* forms that passed and changed something */

/* What the sample has none of. */
static void add_rows(void) {
    const struct cluster_unit *units = web.here.members.items;
    const struct {
        const char *tail;
        struct str fields;
    } FORMS[] = {
        {"lich/moi", STR("title=Nop+ke+hoach&deadline=30/9/2020&kind=&half=0&who=unit")},
        {"thanh-vien/van-ban", STR("title=Quy+che&number=1&dated=2020")},
        {"giao-uoc", STR("title=Dot+cao+diem")},
        {"phong-trao/moi", STR("kind=movement&title=Thi+dua&manner=thematic&source=S")},
        {"thanh-vien/ban-giao",
         str_format(web.arena,
                    "from=" STR_FMT "&to=" STR_FMT
                    "&on=1/11/2020&meeting=M&choice=rotation&minutes=B&title-1=T&from_name=A",
                    STR_ARG(units[2].id), STR_ARG(units[1].id))},
    };
    for (size_t i = 0; i < COUNT_OF(FORMS); i++) {
        struct str path = str_format(web.arena, "/cum/" STR_FMT "/nam/2020/%s",
                                     STR_ARG(web.here.slug), FORMS[i].tail);
        struct reply reply = web_post(&web, OFFICE, path, FORMS[i].fields);
        if (reply.status != 303) {
            ptrdiff_t faults = str_find(reply.body, STR("class=\"faults\""));
            fail_msg("%s: %d: " STR_FMT, FORMS[i].tail, reply.status,
                     STR_ARG(str_slice(reply.body, faults > 0 ? (size_t)faults : 0, reply.body.n)));
        }
    }
}

static int begin(void **state) {
    int failed = db_test_setup(state);
    web_begin(&web, *state);
    add_rows();
    failures = 0;
    stored_forms = 0;
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

/* --- what is written down --------------------------------------------------------------------- */

static const struct db_field count_columns[] = {{"entries", DB_INT, false}};
static const struct db_query count_query = {
    .name = "count_entries",
    .sql = {"select count(*) entries from audit_entry", "select count(*) entries from audit_entry"},
    .columns = count_columns,
    .column_count = 1,
};

static const struct err *count_in(struct db_tx *tx, void *context) {
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, &count_query, NULL, &cursor));
    if (db_cursor_next(&cursor))
        *(int64_t *)context = db_cursor_int(&cursor, 0);
    return db_cursor_close(&cursor);
}

/* Every change writes an entry. */
static int64_t changes_so_far(void) {
    int64_t count = -1;
    assert_ok(db_read(web.db, count_in, &count));
    return count;
}

/* --- reading pages ---------------------------------------------------------------------------- */

static ptrdiff_t find_from(struct str text, size_t from, const char *what) {
    ptrdiff_t found = str_find(str_slice(text, from, text.n), str_from_c(what));
    return found < 0 ? -1 : found + (ptrdiff_t)from;
}

/* As the program escapes: & < > " '. */
static struct str unescaped(struct str text) {
    const struct {
        const char *name;
        char letter;
    } ENTITIES[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    char *made = arena_alloc(web.arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        made[n] = text.p[i];
        for (size_t k = 0; k < COUNT_OF(ENTITIES); k++)
            if (str_starts_with(str_slice(text, i, text.n), str_from_c(ENTITIES[k].name))) {
                made[n] = ENTITIES[k].letter;
                i += strlen(ENTITIES[k].name) - 1;
                break;
            }
        n++;
    }
    made[n] = 0;
    return (struct str){made, n};
}

/* Of an element as it stands between < and >; absent when there is none. */
static struct str attribute(struct str element, const char *name) {
    struct str wanted = str_format(web.arena, " %s=\"", name);
    ptrdiff_t at = str_find(element, wanted);
    if (at < 0)
        return STR_NONE;
    struct str rest = str_slice(element, (size_t)at + wanted.n, element.n);
    return unescaped(str_cut(&rest, '"'));
}

static bool has_word(struct str element, const char *word) {
    return str_find(element, str_format(web.arena, " %s", word)) >= 0;
}

static struct field *add_field(struct form *form, struct str name, struct str value, bool is_text) {
    for (size_t i = 0; i < form->fields.count; i++)
        if (str_equal(form->fields.items[i].name, name))
            return &form->fields.items[i];
    struct field *field = list_push(web.arena, &form->fields);
    *field = (struct field){name, value.p ? value : STR(""), is_text};
    return field;
}

/* The fields between the form's tags; a choice takes its chosen or first option. */
static void read_fields(struct str html, struct form *form) {
    struct field *choice = NULL;
    for (size_t at = 0; at < html.n && form->fields.count < FIELDS_MAX; at++) {
        if (html.p[at] != '<')
            continue;
        struct str rest = str_slice(html, at + 1, html.n);
        struct str element = str_cut(&rest, '>');
        struct str name = attribute(element, "name");
        struct str value = attribute(element, "value");
        struct str type = attribute(element, "type");
        if (name.p && str_equal_c(name, "csrf"))
            continue;
        if (str_starts_with(element, STR("option")) && choice) {
            if (!choice->value.n || has_word(element, "selected"))
                choice->value = value.p ? value : STR("");
        } else if (!name.p) {
            continue;
        } else if (str_starts_with(element, STR("select"))) {
            choice = add_field(form, name, STR(""), false);
        } else if (str_starts_with(element, STR("textarea"))) {
            add_field(form, name, unescaped(str_cut(&rest, '<')), true);
        } else if (str_starts_with(element, STR("input"))) {
            bool box = type.p && (str_equal_c(type, "checkbox") || str_equal_c(type, "radio"));
            bool text = !type.p || str_equal_c(type, "text") || str_equal_c(type, "date");
            add_field(form, name, box && !value.p ? STR("1") : value, text);
        } else if (str_starts_with(element, STR("button"))) {
            add_field(form, name, value, false);
        }
    }
}

static bool is_ours(struct str path) {
    const char *const ROOMS[] = {"/nguoi", "/phong-trao", "/danh-hieu"};
    struct str year = str_format(web.arena, "/cum/" STR_FMT "/nam/", STR_ARG(web.here.slug));
    for (size_t i = 0; i < COUNT_OF(ROOMS); i++)
        if (str_starts_with(path, str_from_c(ROOMS[i])))
            return true;
    return str_starts_with(path, year);
}

static void read_forms(struct walk *walk, struct str page, struct str html) {
    for (ptrdiff_t at = 0; (at = find_from(html, (size_t)at, "<form")) >= 0; at++) {
        struct str rest = str_slice(html, (size_t)at, html.n);
        struct str inside = rest;
        struct str element = str_cut(&inside, '>');
        struct str method = attribute(element, "method");
        if (!method.p || !str_equal_c(method, "post") ||
            (attribute(element, "enctype").p && walk->forms.count))
            continue;
        struct form form = {.action = attribute(element, "action")};
        if (!form.action.p)
            form.action = page;
        if (!is_ours(form.action))
            continue; /* signing out */
        ptrdiff_t stop = str_find(inside, STR("</form>"));
        read_fields(str_slice(inside, 0, stop < 0 ? inside.n : (size_t)stop), &form);
        for (size_t i = 0; i < walk->forms.count; i++)
            if (str_equal(walk->forms.items[i].action, form.action))
                form.action = STR_NONE;
        if (form.action.p && walk->forms.count < FORMS_MAX)
            *list_push(web.arena, &walk->forms) = form;
    }
}

static void read_links(struct walk *walk, struct str html) {
    for (ptrdiff_t at = 0; (at = find_from(html, (size_t)at, " href=\"")) >= 0; at++) {
        struct str rest = str_slice(html, (size_t)at + 7, html.n);
        struct str link = unescaped(str_cut(&rest, '"'));
        link = str_cut(&link, '#');
        link = str_cut(&link, '?');
        bool known = !is_ours(link) || walk->pages.count == PAGES_MAX;
        for (size_t i = 0; i < walk->pages.count && !known; i++)
            known = str_equal(walk->pages.items[i], link);
        if (!known)
            *list_push(web.arena, &walk->pages) = link;
    }
}

static void assert_is_text(struct str body, struct str where) {
    const char *const LIVE[] = {"<script>alert", "<img src=x", "<f>1+2", "<f>=1+2"};
    for (size_t i = 0; i < COUNT_OF(LIVE); i++)
        if (web_contains(body, LIVE[i]))
            fail_msg("%s stands in " STR_FMT, LIVE[i], STR_ARG(where));
}

/* All pages and files that lead from one to the other, and their forms. */
static void walk_as(enum person person, struct walk *walk) {
    struct str year = str_format(web.arena, "/cum/" STR_FMT "/nam/2020", STR_ARG(web.here.slug));
    *walk = (struct walk){0};
    *list_push(web.arena, &walk->pages) = year;
    *list_push(web.arena, &walk->pages) = STR("/nguoi");
    *list_push(web.arena, &walk->pages) = STR("/phong-trao");
    *list_push(web.arena, &walk->pages) = STR("/danh-hieu");
    for (size_t i = 0; i < walk->pages.count; i++) {
        struct str page = walk->pages.items[i];
        struct reply reply = web_get(&web, person, page, "");
        if (reply.status != 200 && reply.status != 303 && reply.status != 403)
            fail_msg(STR_FMT " is linked: %d", STR_ARG(page), reply.status);
        bool archive = str_starts_with(reply.body, STR("PK"));
        struct str body = archive ? web_unzipped(web.arena, reply.body) : reply.body;
        assert_is_text(body, page);
        if (archive || !web_contains(body, "<html"))
            continue;
        read_links(walk, body);
        read_forms(walk, page, body);
    }
}

/* --- sending ---------------------------------------------------------------------------------- */

static struct str join(const struct form *form, const struct str *values) {
    struct buf body = BUF_INIT(1 << 20);
    buf_append_c(&body, "x=y");
    for (size_t i = 0; i < form->fields.count; i++)
        if (values[i].p)
            buf_append_format(&body, "&" STR_FMT "=" STR_FMT,
                              STR_ARG(web_encoded(web.arena, form->fields.items[i].name)),
                              STR_ARG(values[i]));
    struct str made = str_copy(web.arena, buf_str(&body));
    buf_release(&body);
    return made;
}

static struct str *values_of(const struct form *form) {
    struct str *values = ARENA_ARRAY(web.arena, struct str, form->fields.count + 1);
    for (size_t i = 0; i < form->fields.count; i++)
        values[i] = web_encoded(web.arena, form->fields.items[i].value);
    return values;
}

static bool is_answer(int status) {
    return status == 200 || status == 303 || (status >= 400 && status < 430);
}

static void try_body(const struct form *form, struct str body, const char *what, struct str name,
                     bool must_refuse) {
    int64_t before = changes_so_far();
    struct reply reply = web_post(&web, OFFICE, form->action, body);
    bool refused = reply.status >= 400;
    bool stored = changes_so_far() != before;
    stored_forms += stored;
    bool page = reply.status == 303 || web_contains(reply.body, "<html lang=\"vi\"") ||
                (!refused && reply.body.n);
    if (!is_answer(reply.status) || !page || (refused && stored) || (must_refuse && !refused)) {
        print_error(STR_FMT ", " STR_FMT " %s: %d%s\n", STR_ARG(form->action), STR_ARG(name), what,
                    reply.status, stored ? ", stored" : "");
        failures++;
    }
    assert_is_text(reply.body, form->action);
}

static void each_field(const struct form *form, const char *what, struct str with,
                       bool must_refuse) {
    for (size_t i = 0; i < form->fields.count && i < 40; i++) {
        struct str *values = values_of(form);
        values[i] = with;
        try_body(form, join(form, values), what, form->fields.items[i].name, must_refuse);
    }
}

static void broken_letters_and_missing_leave_are_refused_everywhere(void **state) {
    (void)state;
    struct walk walk;
    walk_as(OFFICE, &walk);
    assert_true(walk.pages.count > 40);
    assert_true(walk.forms.count > 15);
    struct str leave = web.csrf[OFFICE];
    for (size_t i = 0; i < walk.forms.count; i++) {
        const struct form *form = &walk.forms.items[i];
        each_field(form, "with a broken letter", STR("%ff%fe"), true);
        web.csrf[OFFICE] = STR("0000000000000000000000000000000000000000000");
        try_body(form, join(form, values_of(form)), "without leave", STR("all"), true);
        web.csrf[OFFICE] = leave;
    }
    assert_int_equal(failures, 0);
}

static void nothing_typed_breaks_a_form(void **state) {
    (void)state;
    struct walk walk;
    walk_as(OFFICE, &walk);
    char *letters = arena_alloc(web.arena, 30001);
    memset(letters, 'a', 30000);
    letters[30000] = 0;
    struct str evil = web_encoded(web.arena, STR(EVIL));
    for (size_t i = 0; i < walk.forms.count; i++) {
        const struct form *form = &walk.forms.items[i];
        try_body(form, STR("x=y"), "missing", STR("all"), false);
        for (size_t k = 0; k < form->fields.count; k++) {
            size_t before = stored_forms;
            struct str *values = values_of(form);
            values[k] = (struct str){letters, 30000};
            try_body(form, join(form, values), "of 30,000 letters", form->fields.items[k].name,
                     false);
            if (form->fields.items[k].is_text && stored_forms != before)
                fail_msg(STR_FMT ": " STR_FMT " of 30,000 letters is stored", STR_ARG(form->action),
                         STR_ARG(form->fields.items[k].name));
        }
        each_field(form, "of NULs", STR("%00%00"), false);
        each_field(form, "as a number", STR("-99999999999999999999999999"), false);
        each_field(form, "as markup", evil, false);
        struct str *values = values_of(form);
        for (size_t k = 0; k < form->fields.count; k++)
            if (form->fields.items[k].is_text)
                values[k] = evil;
        try_body(form, join(form, values), "as markup", STR("all"), false);
    }
    assert_int_equal(failures, 0);
    print_message("# %zu times something was stored\n", stored_forms);
    assert_true(stored_forms > 40);
    walk_as(OFFICE, &walk); /* whatever was stored is text */
}

/* --- ids of others ---------------------------------------------------------------------------- */

/* An id stands in the address: five parts of a UUID. */
static bool names_an_id(struct str path) {
    struct str rest = path;
    while (rest.p) {
        struct str part = str_cut(&rest, '/');
        if (part.n == 36 && part.p[8] == '-' && part.p[13] == '-' && part.p[23] == '-')
            return true;
    }
    return false;
}

static struct str under_elsewhere(struct str path) {
    struct str here = str_format(web.arena, "/cum/" STR_FMT "/", STR_ARG(web.here.slug));
    if (!str_starts_with(path, here))
        return STR_NONE;
    return str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT, STR_ARG(web.elsewhere.slug),
                      STR_ARG(str_slice(path, here.n, path.n)));
}

static void refuse_other(enum person person, struct str path, const struct form *form) {
    int64_t before = changes_so_far();
    struct reply reply = form ? web_post(&web, person, path, join(form, values_of(form)))
                              : web_get(&web, person, path, "");
    if ((reply.status != 404 && reply.status != 403) || changes_so_far() != before) {
        print_error("%s: " STR_FMT ": %d\n", PERSON_NAMES[person], STR_ARG(path), reply.status);
        failures++;
    }
}

static void ids_of_others_are_not_found(void **state) {
    (void)state;
    struct walk walk;
    walk_as(OFFICE, &walk);
    size_t asked = 0, people = 0;
    for (size_t i = 0; i < walk.pages.count + walk.forms.count; i++) {
        const struct form *form =
            i < walk.pages.count ? NULL : &walk.forms.items[i - walk.pages.count];
        struct str path = form ? form->action : walk.pages.items[i];
        struct str other = under_elsewhere(path);
        if (!names_an_id(path))
            continue;
        if (other.p) {
            refuse_other(HEAD_ELSEWHERE, other, form);
            refuse_other(OFFICE, other, form);
            refuse_other(HEAD_ELSEWHERE, path, form);
            asked++;
        } else if (str_starts_with(path, STR("/nguoi/"))) {
            refuse_other(HEAD_HERE, path, form);
            refuse_other(READER_HERE, path, form);
            people++;
        }
    }
    struct walk own;
    walk_as(UNIT_FIRST, &own);
    for (size_t i = 0; i < own.pages.count; i++)
        if (str_starts_with(own.pages.items[i], STR("/nguoi/")) &&
            names_an_id(own.pages.items[i])) {
            refuse_other(UNIT_SECOND, own.pages.items[i], NULL);
            people++;
        }
    print_message("# %zu addresses in another cluster, %zu of people\n", asked, people);
    assert_int_equal(failures, 0);
    assert_true(asked > 3);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        {"broken_letters_and_missing_leave_are_refused_everywhere",
         broken_letters_and_missing_leave_are_refused_everywhere, begin, end, &db_test_sqlite},
        {"nothing_typed_breaks_a_form", nothing_typed_breaks_a_form, begin, end, &db_test_sqlite},
        {"ids_of_others_are_not_found", ids_of_others_are_not_found, begin, end, &db_test_sqlite},
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
