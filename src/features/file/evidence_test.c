/* References as people write them, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/list.h"
#include "features/file/evidence.h"

static const struct {
    const char *text;
    bool names; /* a document that can be asked for */
    const char *paper, *number, *dated, *issuer, *kept, *note;
} LINES[] = {
    {"Biên bản số 12/BB-BCH ngày 5/6/2020 của Ban CHQS huyện Ea Kar, nơi giữ: Văn thư; ghi chú: "
     "bản "
     "sao",
     true, "Biên bản", "12/BB-BCH", "2020-06-05", "Ban CHQS huyện Ea Kar", "Văn thư", "bản sao"},
    {"Biên bản số 7", true, "Biên bản", "7", "", "", "", ""},
    {"Quyết định số 15/QĐ-UBND năm 2020", true, "Quyết định", "15/QĐ-UBND", "2020", "", "", ""},
    {"Báo cáo tháng 6/2020 của Đồn", true, "Báo cáo", "", "2020-06", "Đồn", "", ""},
    {"số 3", true, "", "3", "", "", "", ""},
    {"nơi giữ: Văn thư", false, "", "", "", "", "Văn thư", ""},
    /* as it was written before there were parts */
    {"Có sổ theo dõi, ảnh chụp", false, "Có sổ theo dõi, ảnh chụp", "", "", "", "", ""},
    {"Sổ của đơn vị", false, "Sổ của đơn vị", "", "", "", "", ""},
    {"Theo số liệu báo cáo quý", false, "Theo số liệu báo cáo quý", "", "", "", "", ""},
    {"", false, "", "", "", "", "", ""},
};

static void lines_are_read_and_written_again(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        struct evidence_reference r;
        assert_int_equal(evidence_read(str_from_c(LINES[i].text), &r), LINES[i].names);
        assert_string_equal(str_c(arena, r.paper), LINES[i].paper);
        assert_string_equal(str_c(arena, r.number), LINES[i].number);
        assert_string_equal(str_c(arena, partial_date_iso(arena, r.dated)), LINES[i].dated);
        assert_string_equal(str_c(arena, r.issuer), LINES[i].issuer);
        assert_string_equal(str_c(arena, r.kept), LINES[i].kept);
        assert_string_equal(str_c(arena, r.note), LINES[i].note);
        assert_string_equal(str_c(arena, evidence_text(arena, &r)), LINES[i].text);
    }
    arena_free(arena);
}

/* What somebody types into a part cannot become another part. */
static void parts_stay_parts(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct evidence_reference r = {
        STR("Biên bản; ghi chú: x\ny"), STR("5"), {0}, STR(""), STR(""), STR("z")};
    struct str text = evidence_text(arena, &r);
    struct evidence_reference back;
    assert_true(evidence_read(text, &back));
    assert_string_equal(str_c(arena, back.note), "z");
    assert_string_equal(str_c(arena, back.number), "5");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_and_written_again),
        cmocka_unit_test(parts_stay_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
