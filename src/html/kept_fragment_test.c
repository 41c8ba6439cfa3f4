#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>

#include "html/kept_fragment.h"

/* What is drawn, and how often. */
struct drawing {
    const char *text;
    int *times;
};

static void draw(struct html *h, const void *context) {
    const struct drawing *drawing = context;
    ++*drawing->times;
    html_text(h, str_from_c(drawing->text));
}

struct fixture {
    struct arena *arena;
    struct kept_texts *kept;
    struct buf out;
    int times;
};

static void begin(struct fixture *f) {
    *f = (struct fixture){.arena = arena_new(0), .out = BUF_INIT(64 << 20)};
    f->kept = kept_texts_new(f->arena);
}

static void end(struct fixture *f) {
    buf_release(&f->out);
    arena_free(f->arena);
}

static const char *drawn(struct fixture *f, enum lang lang, const char *variant, const char *text) {
    buf_clear(&f->out);
    struct html h = {&f->out, f->arena, lang};
    buf_append_c(&f->out, "[");
    kept_fragment_draw(f->kept, str_from_c(variant), &h, draw, &(struct drawing){text, &f->times});
    buf_append_c(&f->out, "]");
    return f->out.bytes;
}

static void a_fragment_is_drawn_once_for_each_variant_and_language(void **state) {
    (void)state;
    struct fixture f;
    begin(&f);
    assert_string_equal(drawn(&f, LANG_VI, "a", "một"), "[một]");
    assert_string_equal(drawn(&f, LANG_VI, "a", "not drawn"), "[một]");
    assert_string_equal(drawn(&f, LANG_EN, "a", "one"), "[one]");
    assert_string_equal(drawn(&f, LANG_VI, "b", "hai"), "[hai]");
    assert_string_equal(drawn(&f, LANG_VI, "a", "not drawn"), "[một]");
    assert_int_equal(f.times, 3);
    assert_int_equal(kept_texts_count(f.kept), 3);
    end(&f);
}

static void without_an_owner_or_a_variant_it_is_drawn_each_time(void **state) {
    (void)state;
    struct fixture f;
    begin(&f);
    assert_string_equal(drawn(&f, LANG_VI, "", "1"), "[1]");
    assert_string_equal(drawn(&f, LANG_VI, "", "2"), "[2]");
    f.kept = NULL;
    assert_string_equal(drawn(&f, LANG_VI, "a", "3"), "[3]");
    assert_string_equal(drawn(&f, LANG_VI, "a", "4"), "[4]");
    end(&f);
}

static void what_does_not_fit_is_drawn_and_not_kept(void **state) {
    (void)state;
    struct fixture f;
    begin(&f);
    for (int i = 0; i < KEPT_TEXTS_MAX + 10; i++)
        drawn(&f, LANG_VI, str_format(f.arena, "%d", i).p, "x");
    assert_int_equal(kept_texts_count(f.kept), KEPT_TEXTS_MAX);
    assert_string_equal(drawn(&f, LANG_VI, "one more", "y"), "[y]");
    assert_string_equal(drawn(&f, LANG_VI, "one more", "z"), "[z]");
    end(&f);
    begin(&f);
    char *large = arena_alloc(f.arena, KEPT_TEXTS_BYTES_MAX + 2);
    memset(large, 'x', KEPT_TEXTS_BYTES_MAX + 1);
    drawn(&f, LANG_VI, "large", large);
    assert_int_equal(f.out.length, KEPT_TEXTS_BYTES_MAX + 3);
    assert_int_equal(kept_texts_count(f.kept), 0);
    large[KEPT_TEXTS_BYTES_MAX / 2] = 0;
    drawn(&f, LANG_VI, "half", large);
    drawn(&f, LANG_EN, "half", large);
    drawn(&f, LANG_EN, "small", "x");
    assert_int_equal(kept_texts_count(f.kept), 2);
    end(&f);
}

static void a_page_that_overflowed_keeps_nothing(void **state) {
    (void)state;
    struct fixture f;
    begin(&f);
    f.out = (struct buf)BUF_INIT(3);
    drawn(&f, LANG_VI, "a", "too long");
    assert_true(f.out.overflowed);
    assert_int_equal(kept_texts_count(f.kept), 0);
    end(&f);
}

static void *draw_often(void *context) {
    struct fixture *shared = context;
    struct fixture own = {.arena = arena_new(0), .kept = shared->kept, .out = BUF_INIT(1000)};
    for (int i = 0; i < 500; i++) {
        struct str variant = str_format(own.arena, "%d", i % 50);
        assert_string_equal(drawn(&own, LANG_VI, variant.p, variant.p),
                            str_format(own.arena, "[%d]", i % 50).p);
    }
    end(&own);
    return NULL;
}

static void threads_see_whole_fragments(void **state) {
    (void)state;
    struct fixture f;
    begin(&f);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, draw_often, &f), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(kept_texts_count(f.kept), 50);
    end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fragment_is_drawn_once_for_each_variant_and_language),
        cmocka_unit_test(without_an_owner_or_a_variant_it_is_drawn_each_time),
        cmocka_unit_test(what_does_not_fit_is_drawn_and_not_kept),
        cmocka_unit_test(a_page_that_overflowed_keeps_nothing),
        cmocka_unit_test(threads_see_whole_fragments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
