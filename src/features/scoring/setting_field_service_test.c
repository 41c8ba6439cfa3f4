/* What may be decided about scoring: what is typed, what is stored, what people read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/setting_field_service.h"

static struct arena *a;
static struct criteria criteria;
static struct cluster_period cluster;

static struct setting_context context(void) {
    return (struct setting_context){a, &criteria, &cluster};
}

static const struct setting_field *field_of(enum scoring_key key) {
    for (size_t i = 0; i < setting_fields_count; i++)
        if (setting_fields[i]->key == key)
            return setting_fields[i];
    fail_msg("no field for " STR_FMT, STR_ARG(scoring_key_code(key)));
    return NULL;
}

static void reads(enum scoring_key key, const char *typed, const char *stored) {
    struct setting_context with = context();
    struct issues issues = {0};
    struct str value = setting_read(&with, field_of(key), str_from_c(typed), &issues);
    assert_int_equal(issues.count, 0);
    assert_true(str_equal_c(value, stored));
}

static void refuses(enum scoring_key key, const char *typed) {
    struct setting_context with = context();
    struct issues issues = {0};
    setting_read(&with, field_of(key), str_from_c(typed), &issues);
    assert_true(issues.count > 0);
    assert_true(str_equal(issues.items[0].field, scoring_key_code(key)));
}

static void tells(enum scoring_key key, const char *value, const char *words) {
    struct setting_context with = context();
    struct str told = setting_tell(&with, field_of(key), LANG_VI, str_from_c(value));
    if (!str_equal_c(told, words))
        fail_msg(STR_FMT " is not %s", STR_ARG(told), words);
}

static void every_default_is_a_value_of_its_field(void **state) {
    (void)state;
    struct setting_context with = context();
    for (size_t i = 0; i < setting_fields_count; i++) {
        struct issues issues = {0};
        struct str standard = scoring_key_default(setting_fields[i]->key);
        struct str edited = setting_edit(&with, setting_fields[i], LANG_VI, standard);
        struct str again = setting_read(&with, setting_fields[i], edited, &issues);
        assert_int_equal(issues.count, 0);
        assert_true(str_equal(again, standard));
        assert_true(setting_tell(&with, setting_fields[i], LANG_VI, standard).n > 0);
        for (size_t k = 0; k < i; k++) /* asked once */
            assert_true(setting_fields[k]->key != setting_fields[i]->key);
    }
}

static void choices_are_those_offered(void **state) {
    (void)state;
    reads(SETTING_VISIBILITY, "always", "always");
    refuses(SETTING_VISIBILITY, "sometimes");
    refuses(SETTING_VISIBILITY, "");
    reads(SETTING_CROSS_BLIND, "", "");
    tells(SETTING_COMPARE, "points", "theo điểm đạt được");
}

static void days_and_numbers_are_read_as_people_write_them(void **state) {
    (void)state;
    reads(SETTING_EXPLAIN_UNTIL, "26/6/2020", "2020-06-26");
    reads(SETTING_EXPLAIN_UNTIL, "", "");
    refuses(SETTING_EXPLAIN_UNTIL, "31/6/2020");
    tells(SETTING_DISPUTE_UNTIL, "2020-06-26", "26/6/2020");
    reads(SETTING_PLACES, "3", "3");
    refuses(SETTING_PLACES, "0");
    refuses(SETTING_PLACES, "2,5");
    refuses(SETTING_PLACES, "-1");
    reads(SETTING_OVER_WARNING, "112,5 %", "112.5");
    tells(SETTING_OVER_WARNING, "112.5", "112,5 %");
    refuses(SETTING_OVER_WARNING, "99");
    refuses(SETTING_OVER_WARNING, "");
    reads(SETTING_QUOTA_CERTIFICATES, "50 %", "50%");
    reads(SETTING_QUOTA_CERTIFICATES, "4", "4");
    reads(SETTING_QUOTA_CERTIFICATES, "50 % tất cả", "50% all");
    refuses(SETTING_QUOTA_CERTIFICATES, "50 % phần còn lại");
    tells(SETTING_QUOTA_CERTIFICATES, "50%", "50 % số đơn vị còn lại sau khi đề nghị cờ");
    tells(SETTING_QUOTA_CERTIFICATES, "50% all", "50 % tổng số đơn vị");
    reads(SETTING_LAST_PLACE, "4", "4");
    reads(SETTING_HALF_TARGET, "50 %", "50");
    refuses(SETTING_HALF_TARGET, "101");
    refuses(SETTING_HALF_TARGET, "0");
    refuses(SETTING_LAST_PLACE, "0");
    reads(SETTING_CLASSES, "điểm\n 81|Xuất sắc \n0 | Yếu", "điểm\n81 | Xuất sắc\n0 | Yếu");
    refuses(SETTING_CLASSES, "81 | Xuất sắc");
    refuses(SETTING_QUOTA_CERTIFICATES, "101%");
    refuses(SETTING_QUOTA_FLAGS, "một");
}

static void ties_name_criteria_of_the_table(void **state) {
    (void)state;
    reads(SETTING_TIES, "II.2,  I.1 , biểu quyết", "II.2,I.1,vote");
    reads(SETTING_TIES, "", "");
    refuses(SETTING_TIES, "II.9");
    refuses(SETTING_TIES, "II.2, II.2");
    refuses(SETTING_TIES, "biểu quyết, II.2");
    tells(SETTING_TIES, "II.2,vote", "1) II.2 Kiểm tra; 2) biểu quyết");
    tells(SETTING_TIES, "", "đồng hạng");
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    criteria = (struct criteria){0};
    *list_push(a, &criteria) = (struct criterion){.code = STR("I.1"), .name = STR("Quân số")};
    *list_push(a, &criteria) = (struct criterion){.code = STR("II.2"), .name = STR("Kiểm tra")};
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_default_is_a_value_of_its_field, begin, end),
        cmocka_unit_test_setup_teardown(choices_are_those_offered, begin, end),
        cmocka_unit_test_setup_teardown(days_and_numbers_are_read_as_people_write_them, begin, end),
        cmocka_unit_test_setup_teardown(ties_name_criteria_of_the_table, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
