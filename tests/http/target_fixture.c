#include "target_fixture.h"

#include "features/target/target_import_service.h"

struct str web_add_targets(struct web *web, const struct cluster_period *cluster) {
    enum { NOW_MS_DAYS = 18437 }; /* 24/6/2020 */
    const int64_t now_ms = INT64_C(86400000) * NOW_MS_DAYS;
    struct user local = user_local();
    struct cluster_year year;
    assert_ok(cluster_year_find(web->db, web->arena, &local, cluster->slug, cluster->period.year,
                                date_of_instant(now_ms), &year));
    const struct target_act act = {web->db, web->arena, &local, now_ms, &year};
    struct target_book book;
    assert_ok(target_book_read(web->db, web->arena, &local, &year, TARGET_KNOWN_NOW, &book));
    const struct target_item_form form = {.name = STR("Mở lớp"),
                                          .measure = STR("lớp"),
                                          .direction = STR("more"),
                                          .for_all = STR("1")};
    const struct target_terms_form terms = {0};
    struct issues issues = {0};
    int64_t number;
    if (!book.items.count)
        assert_ok(target_add(&act, &form, STR(""), STR("3"), STR(""), &terms, &issues, &number));
    assert_int_equal(issues.count, 0);
    struct str id;
    assert_ok(target_stage(&act, STR(""), true, STR("not a table"), &id));
    return id;
}
