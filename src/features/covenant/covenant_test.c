/* Rules of covenants: what may be frozen, what may be signed, what the signed words are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/covenant/covenant.h"

#define NOON_26_6_2020 INT64_C(1593147600000) /* 12:00 in Vietnam */

static struct cluster_unit units[] = {
    {STR_INIT("u1"), STR_INIT("dam-say"), STR_INIT("Ban CHQS huyện Đầm Sậy")},
    {STR_INIT("u2"), STR_INIT("thac-may"), STR_INIT("Ban CHQS huyện Thác Mây")},
};
static const struct cluster_units MEMBERS = {units, 2, 2};

static struct covenant_version frozen_version(void) {
    return (struct covenant_version){
        .id = STR("v"), .number = 2, .frozen_ms = NOON_26_6_2020 - 86400000};
}

static struct covenant_sign_form paper_form(void) {
    return (struct covenant_sign_form){.unit = STR("dam-say"),
                                       .role = STR("member"),
                                       .name = STR("Trần Văn Mẫu"),
                                       .post = STR("Chỉ huy trưởng"),
                                       .on = STR("25/6/2020"),
                                       .time = STR("9:05"),
                                       .manner = STR("paper"),
                                       .version = STR("2")};
}

static enum msg_id said(const struct issues *issues, struct str field) {
    for (size_t i = 0; i < issues->count; i++)
        if (str_equal(issues->items[i].field, field))
            return issues->items[i].message.id;
    return MSG_none;
}

static void a_signature_on_paper_is_understood(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct covenant_version version = frozen_version();
    struct covenant_sign_form form = paper_form();
    struct issues issues = {0};
    struct covenant_signature signature;
    covenant_check_signature(arena, &form, &version, STR("u1"), NOON_26_6_2020, &issues,
                             &signature);
    assert_int_equal(issues.count, 0);
    assert_string_equal(signature.time.p, "09:05");
    assert_string_equal(date_iso(arena, signature.on).p, "2020-06-25");
    assert_int_equal(signature.manner, COVENANT_ON_PAPER);
    arena_free(arena);
}

/* What is typed wrong, and what is said of it. */
static void each_fault_of_a_signature_is_named(void **state) {
    (void)state;
    const struct {
        const char *what;
        struct covenant_sign_form form; /* fields that differ; absent: as on the good form */
        const char *unit_id;
        const char *field;
        enum msg_id id;
    } cases[] = {
        {"before the freeze", {.on = STR("24/6/2020")}, "u1", "on", MSG_covenant_before_freeze},
        {"in the future", {.on = STR("27/6/2020")}, "u1", "on", MSG_covenant_in_future},
        {"no day", {.on = STR("30/2/2020")}, "u1", "on", MSG_covenant_date_wrong},
        {"no time", {.time = STR("25:00")}, "u1", "time", MSG_covenant_time_wrong},
        {"older version", {.version = STR("1")}, "u1", "", MSG_covenant_newer_version},
        {"not a member", {.unit = STR("la")}, "", "unit", MSG_covenant_not_member},
        {"no name", {.name = STR("  ")}, "u1", "name", MSG_covenant_name_missing},
        {"no post", {.post = STR(" ")}, "u1", "post", MSG_covenant_post_missing},
        {"unknown role", {.role = STR("khách")}, "u1", "role", MSG_covenant_role_wrong},
        {"unknown manner", {.manner = STR("điện")}, "u1", "manner", MSG_covenant_manner_wrong},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct covenant_version version = frozen_version();
        struct covenant_sign_form form = paper_form();
        const struct covenant_sign_form *d = &cases[i].form;
        form.on = d->on.p ? d->on : form.on;
        form.time = d->time.p ? d->time : form.time;
        form.version = d->version.p ? d->version : form.version;
        form.name = d->name.p ? d->name : form.name;
        form.post = d->post.p ? d->post : form.post;
        form.role = d->role.p ? d->role : form.role;
        form.manner = d->manner.p ? d->manner : form.manner;
        struct issues issues = {0};
        struct covenant_signature signature;
        covenant_check_signature(arena, &form, &version, str_from_c(cases[i].unit_id),
                                 NOON_26_6_2020, &issues, &signature);
        if (said(&issues, str_from_c(cases[i].field)) != cases[i].id)
            fail_msg("%s: not said", cases[i].what);
        arena_free(arena);
    }
}

static void signing_twice_or_what_is_not_frozen_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct covenant_version version = frozen_version();
    *list_push(arena, &version.signatures) =
        (struct covenant_signature){.id = STR("s"), .unit_id = STR("u1")};
    struct covenant_sign_form form = paper_form();
    struct issues issues = {0};
    struct covenant_signature signature;
    covenant_check_signature(arena, &form, &version, STR("u1"), NOON_26_6_2020, &issues,
                             &signature);
    assert_int_equal(said(&issues, STR("unit")), MSG_covenant_signed_already);
    /* The other member may, and so may the first once its record was withdrawn. */
    issues = (struct issues){0};
    covenant_check_signature(arena, &form, &version, STR("u2"), NOON_26_6_2020, &issues,
                             &signature);
    assert_int_equal(issues.count, 0);
    version.signatures.items[0].withdrawn_ms = 1;
    covenant_check_signature(arena, &form, &version, STR("u1"), NOON_26_6_2020, &issues,
                             &signature);
    assert_int_equal(issues.count, 0);
    covenant_check_signature(arena, &form, NULL, STR("u1"), NOON_26_6_2020, &issues, &signature);
    assert_int_equal(said(&issues, STR("")), MSG_covenant_not_frozen);
    arena_free(arena);
}

static void a_text_needs_contents_and_its_own_revision(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct covenant_text_form form = {.seen_revision = 3};
    *list_push(arena, &form.contents) = (struct covenant_content){STR(" "), STR("")};
    struct issues issues = {0};
    struct covenant_text text;
    covenant_check_text(arena, &form, 3, &issues, &text);
    assert_int_equal(said(&issues, STR("content-title-0")), MSG_covenant_no_contents);
    *list_push(arena, &form.contents) =
        (struct covenant_content){STR("Huấn luyện"), STR("100 % nội dung")};
    issues = (struct issues){0};
    covenant_check_text(arena, &form, 3, &issues, &text);
    assert_int_equal(issues.count, 0);
    assert_int_equal(text.contents.count, 1); /* the empty row is left out */
    assert_int_equal(text.revision, 4);
    /* Somebody else saved revision 4 meanwhile. */
    covenant_check_text(arena, &form, 4, &issues, &text);
    assert_int_equal(said(&issues, STR("")), MSG_covenant_changed_meanwhile);
    issues = (struct issues){0};
    *list_push(arena, &form.contents) = (struct covenant_content){STR(""), STR("không tên")};
    covenant_check_text(arena, &form, 3, &issues, &text);
    assert_int_equal(said(&issues, STR("content-title-2")), MSG_covenant_content_title_missing);
    arena_free(arena);
}

static void only_a_text_with_contents_and_news_is_frozen(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct covenant covenant = {.title = STR("Giao ước")};
    struct issues issues = {0};
    covenant_check_freeze(arena, &covenant, 0, STR("a"), &issues);
    assert_int_equal(said(&issues, STR("")), MSG_covenant_empty_freeze);
    struct covenant_text text = {.id = STR("t"), .revision = 1};
    *list_push(arena, &text.contents) = (struct covenant_content){STR("Huấn luyện"), STR("")};
    *list_push(arena, &covenant.texts) = text;
    issues = (struct issues){0};
    covenant_check_freeze(arena, &covenant, 0, STR("a"), &issues);
    assert_int_equal(said(&issues, STR("")), MSG_covenant_changed_meanwhile);
    issues = (struct issues){0};
    covenant_check_freeze(arena, &covenant, 1, STR("a"), &issues);
    assert_int_equal(issues.count, 0);
    *list_push(arena, &covenant.versions) =
        (struct covenant_version){.number = 1, .text = text, .signed_text = STR("a")};
    covenant_check_freeze(arena, &covenant, 1, STR("a"), &issues);
    assert_int_equal(said(&issues, STR("")), MSG_covenant_frozen_already);
    issues = (struct issues){0};
    covenant_check_freeze(arena, &covenant, 1, STR("b"), &issues); /* a target changed */
    assert_int_equal(issues.count, 0);
    arena_free(arena);
}

static void words_that_move_between_parts_are_other_words(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct covenant_body body = {STR("Cụm mẫu"), 2020, &MEMBERS};
    struct covenant_targets none = {0};
    struct covenant_text a = {.opening = STR("một"), .closing = STR("")};
    struct covenant_text b = {.opening = STR("một\nclosing:\thai"), .closing = STR("")};
    struct covenant_text c = {.opening = STR("một"), .closing = STR("hai")};
    struct str first = covenant_signed_text(arena, &body, STR("T"), &a, &none);
    struct str second = covenant_signed_text(arena, &body, STR("T"), &b, &none);
    struct str third = covenant_signed_text(arena, &body, STR("T"), &c, &none);
    assert_false(str_equal(first, second));
    assert_false(str_equal(second, third));
    struct covenant_targets targets = {0};
    *list_push(arena, &targets) =
        (struct covenant_target){STR("u2"), STR("Tuyển quân"), STR("100 %"), STR(""), STR("")};
    struct str fourth = covenant_signed_text(arena, &body, STR("T"), &a, &targets);
    assert_true(str_find(fourth, STR("target of:\tBan CHQS huyện Thác Mây\n")) > 0);
    targets.items[0].amount = STR("99 %");
    assert_false(str_equal(fourth, covenant_signed_text(arena, &body, STR("T"), &a, &targets)));
    arena_free(arena);
}

static void the_state_follows_the_newest_version(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct covenant covenant = {0};
    assert_int_equal(covenant_state_of(&covenant, &MEMBERS), COVENANT_EMPTY);
    *list_push(arena, &covenant.texts) = (struct covenant_text){.revision = 1};
    assert_int_equal(covenant_state_of(&covenant, &MEMBERS), COVENANT_DRAWN_UP);
    struct covenant_version version = frozen_version();
    for (size_t i = 0; i < 2; i++)
        *list_push(arena, &version.signatures) =
            (struct covenant_signature){.unit_id = units[i].id};
    *list_push(arena, &covenant.versions) = version;
    assert_int_equal(covenant_state_of(&covenant, &MEMBERS), COVENANT_SIGNED);
    *list_push(arena, &covenant.versions) = frozen_version();
    assert_int_equal(covenant_state_of(&covenant, &MEMBERS), COVENANT_TO_SIGN);
    assert_int_equal(covenant_signed_count(&covenant.versions.items[0], &MEMBERS), 2);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_on_paper_is_understood),
        cmocka_unit_test(each_fault_of_a_signature_is_named),
        cmocka_unit_test(signing_twice_or_what_is_not_frozen_is_refused),
        cmocka_unit_test(a_text_needs_contents_and_its_own_revision),
        cmocka_unit_test(only_a_text_with_contents_and_news_is_frozen),
        cmocka_unit_test(words_that_move_between_parts_are_other_words),
        cmocka_unit_test(the_state_follows_the_newest_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
