/* Names and types of files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/file/file.h"

static void names_are_cleaned(void **state) {
    (void)state;
    static const struct {
        const char *name, *clean;
        enum file_type type;
    } NAMES[] = {
        {"Biên bản số 7.pdf", "Biên bản số 7.pdf", FILE_TYPE_PDF},
        {"C:\\Users\\x\\Ảnh.JPG", "Ảnh.JPG", FILE_TYPE_JPEG},
        {"../../etc/anh.png", "anh.png", FILE_TYPE_PNG},
        {"a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf", FILE_TYPE_PDF},
        {".pdf", "tep.pdf", FILE_TYPE_PDF},
        {"", "tep.docx", FILE_TYPE_DOCX},
        {"<script>\"x\".xlsx", "_script__x_.xlsx", FILE_TYPE_XLSX},
        {".an.pdf", "_an.pdf", FILE_TYPE_PDF},
    };
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        assert_string_equal(
            str_c(arena, file_name_clean(arena, str_from_c(NAMES[i].name), NAMES[i].type)),
            NAMES[i].clean);
    arena_free(arena);
}

static void names_must_say_the_type(void **state) {
    (void)state;
    assert_true(file_type_fits_name(FILE_TYPE_JPEG, STR("anh.jpeg")));
    assert_true(file_type_fits_name(FILE_TYPE_JPEG, STR("ANH.JPG")));
    assert_false(file_type_fits_name(FILE_TYPE_PDF, STR("anh.jpg")));
    assert_false(file_type_fits_name(FILE_TYPE_PDF, STR("anh.pdf.exe")));
    assert_false(file_type_fits_name(FILE_TYPE_PDF, STR("pdf")));
    assert_false(file_type_fits_name(FILE_TYPE_XLSX, STR("bang.xlsm")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_cleaned),
        cmocka_unit_test(names_must_say_the_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
