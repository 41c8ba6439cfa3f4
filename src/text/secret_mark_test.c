/* What is a marking of a state secret, and what is an ordinary word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/list.h"
#include "text/secret_mark.h"

struct vector {
    const char *text;
    enum secret_mark mark;
};

static const struct vector TEXTS[] = {
    /* the marking alone, as a cell, a line, a stamp */
    {"MẬT", SECRET_MARK_SECRET},
    {"Mật", SECRET_MARK_SECRET},
    {"mật", SECRET_MARK_SECRET},
    {"  Mật. ", SECRET_MARK_SECRET},
    {"TỐI MẬT", SECRET_MARK_TOP},
    {"Tối mật", SECRET_MARK_TOP},
    {"TUYỆT MẬT", SECRET_MARK_ABSOLUTELY},
    {"tuyệt mật", SECRET_MARK_ABSOLUTELY},
    {"(Tuyệt mật)", SECRET_MARK_ABSOLUTELY},
    {"[MẬT]", SECRET_MARK_SECRET},
    {"*** TỐI MẬT ***", SECRET_MARK_TOP},
    {"MẬT – HỎA TỐC", SECRET_MARK_SECRET},
    {"HOẢ TỐC - TỐI MẬT", SECRET_MARK_TOP},
    {"TÀI LIỆU MẬT", SECRET_MARK_SECRET},
    {"TÀI LIỆU TUYỆT MẬT (bản số: 02)", SECRET_MARK_ABSOLUTELY},
    {"Mật (bản số 3)", SECRET_MARK_SECRET},
    /* without marks */
    {"MAT", SECRET_MARK_SECRET},
    {"TOI MAT", SECRET_MARK_TOP},
    {"Toi mat", SECRET_MARK_TOP},
    {"TUYET MAT", SECRET_MARK_ABSOLUTELY},
    {"tuyet mat", SECRET_MARK_ABSOLUTELY},
    {"TAI LIEU TOI MAT", SECRET_MARK_TOP},
    /* letters apart, as old stamps and typewriters have them */
    {"M Ậ T", SECRET_MARK_SECRET},
    {"M.Ậ.T", SECRET_MARK_SECRET},
    {"T Ố I  M Ậ T", SECRET_MARK_TOP},
    {"T Ố I   M Ậ T", SECRET_MARK_TOP},
    {"T Ố I M Ậ T", SECRET_MARK_TOP},
    {"T U Y Ệ T   M Ậ T", SECRET_MARK_ABSOLUTELY},
    {"T-O-I  M-A-T", SECRET_MARK_TOP},
    /* decomposed (NFD), full width, invisible signs between the letters */
    {"M\x41\xCC\xA3\xCC\x82T", SECRET_MARK_SECRET},
    {"TO\xCC\x82\xCC\x81I M\x41\xCC\x82\xCC\xA3T", SECRET_MARK_TOP},
    {"\xEF\xBC\xB4\xEF\xBC\xAF\xEF\xBC\xA9 \xEF\xBC\xAD\xEF\xBC\xA1\xEF\xBC\xB4", SECRET_MARK_TOP},
    {"M\xE2\x80\x8BẬ\xE2\x80\x8BT", SECRET_MARK_SECRET},
    {"TỐI\xC2\xA0MẬT", SECRET_MARK_TOP},
    /* old encodings read as if they were Unicode */
    {"TèI MËT", SECRET_MARK_TOP},
    {"TUYÖT MËT", SECRET_MARK_ABSOLUTELY},
    {"MËT", SECRET_MARK_SECRET},
    {"TOÁI MAÄT", SECRET_MARK_TOP},
    {"TUYEÄT MAÄT", SECRET_MARK_ABSOLUTELY},
    /* what a label gives */
    {"Độ mật: Mật", SECRET_MARK_SECRET},
    {"ĐỘ MẬT: TỐI MẬT", SECRET_MARK_TOP},
    {"Do mat: Mat", SECRET_MARK_SECRET},
    {"Mức độ mật - Tuyệt mật", SECRET_MARK_ABSOLUTELY},
    {"Độ mật của tài liệu: Mật", SECRET_MARK_SECRET},
    {"Số: 12/BC-BCH; độ mật: tối mật; bản số 2", SECRET_MARK_TOP},
    {"Độ mật\tMật", SECRET_MARK_SECRET},
    /* a stamp in a line of other words, in a cell or a column of a longer text */
    {"Kế hoạch diễn tập (Mật)", SECRET_MARK_SECRET},
    {"Kế hoạch diễn tập (tối mật) năm 2020", SECRET_MARK_TOP},
    {"Kế hoạch diễn tập – TUYỆT MẬT – năm 2020", SECRET_MARK_ABSOLUTELY},
    {"BỘ CHQS TỈNH\tMẬT", SECRET_MARK_SECRET},
    {"BỘ CHQS TỈNH          TỐI MẬT", SECRET_MARK_TOP},
    {"Báo cáo quý\nMẬT\nSố 12", SECRET_MARK_SECRET},
    {"Báo cáo quý\r\nTuyệt mật\r\n", SECRET_MARK_ABSOLUTELY},

    /* ordinary words */
    {"", SECRET_MARK_NONE},
    {"Tệp không chứa bí mật nhà nước", SECRET_MARK_NONE},
    {"BẢO VỆ BÍ MẬT NHÀ NƯỚC", SECRET_MARK_NONE},
    {"Luật Bảo vệ bí mật nhà nước", SECRET_MARK_NONE},
    {"Công tác bảo mật, giữ bí mật quân sự", SECRET_MARK_NONE},
    {"bí mật", SECRET_MARK_NONE},
    {"Bảo mật", SECRET_MARK_NONE},
    {"BẢO MẬT", SECRET_MARK_NONE},
    {"Mật khẩu", SECRET_MARK_NONE},
    {"MẬT KHẨU", SECRET_MARK_NONE},
    {"Mật độ dân số", SECRET_MARK_NONE},
    {"Mật độ: cao", SECRET_MARK_NONE},
    {"Nuôi ong lấy mật", SECRET_MARK_NONE},
    {"mật ong", SECRET_MARK_NONE},
    {"Mật ong rừng Đắk Lắk", SECRET_MARK_NONE},
    {"Bỏ phiếu kín, bí mật, trực tiếp", SECRET_MARK_NONE},
    {"Quản lý tài liệu mật đúng quy định", SECRET_MARK_NONE},
    {"QUẢN LÝ TÀI LIỆU MẬT ĐÚNG QUY ĐỊNH", SECRET_MARK_NONE},
    {"Đơn vị quản lý chặt chẽ văn bản tối mật, tuyệt mật được giao", SECRET_MARK_NONE},
    {"Cơ mật viện", SECRET_MARK_NONE},
    {"Giao thông hào kín đáo, cẩn mật", SECRET_MARK_NONE},
    {"Độ mật: không", SECRET_MARK_NONE},
    {"Độ mật: thường", SECRET_MARK_NONE},
    {"Tôi mất", SECRET_MARK_NONE},
    {"Tối mắt tối mũi", SECRET_MARK_NONE},
    {"Mặt trận Tổ quốc", SECRET_MARK_NONE},
    {"MẶT", SECRET_MARK_NONE},
    {"MẤT", SECRET_MARK_NONE},
    {"Mat tran To quoc", SECRET_MARK_NONE},
    {"ra mat cau lac bo", SECRET_MARK_NONE},
    {"mat", SECRET_MARK_NONE},
    {"M", SECRET_MARK_NONE},
    {"I II III", SECRET_MARK_NONE},
    {"M T M", SECRET_MARK_NONE},
    {"\xFF\xFEM\x80T", SECRET_MARK_NONE},
};

static const struct vector NAMES[] = {
    {"MẬT.docx", SECRET_MARK_SECRET},
    {"Báo cáo mật 2020.xlsx", SECRET_MARK_SECRET},
    {"ke-hoach-toi-mat.docx", SECRET_MARK_TOP},
    {"KH_TUYET_MAT_2020.xlsx", SECRET_MARK_ABSOLUTELY},
    {"KH tuyệt mật.pdf", SECRET_MARK_ABSOLUTELY},
    {"Bao cao MAT.xlsx", SECRET_MARK_SECRET},
    {"ke hoach (MAT).xlsx", SECRET_MARK_SECRET},
    {"Độ Mật - phụ lục.xlsx", SECRET_MARK_NONE},
    {"Phụ lục (Mật).xlsx", SECRET_MARK_SECRET},
    {"bao-mat-thong-tin.docx", SECRET_MARK_NONE},
    {"Bảo mật.docx", SECRET_MARK_NONE},
    {"mật khẩu mới.xlsx", SECRET_MARK_NONE},
    {"mat-tran-to-quoc.xlsx", SECRET_MARK_NONE},
    {"RA MAT CAU LAC BO.xlsx", SECRET_MARK_NONE},
    {"Mô hình nuôi ong mật.docx", SECRET_MARK_NONE},
    {"Mật độ dân số.xlsx", SECRET_MARK_NONE},
    {"bi-mat-nha-nuoc.pdf", SECRET_MARK_NONE},
    {"tu-cham.xlsx", SECRET_MARK_NONE},
};

static void texts_are_told_apart(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        enum secret_mark mark = secret_mark_in_text(str_from_c(TEXTS[i].text));
        if (mark != TEXTS[i].mark)
            fail_msg("\"%s\": %d, not %d", TEXTS[i].text, (int)mark, (int)TEXTS[i].mark);
    }
}

static void names_are_told_apart(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        enum secret_mark mark = secret_mark_in_name(str_from_c(NAMES[i].text));
        if (mark != NAMES[i].mark)
            fail_msg("\"%s\": %d, not %d", NAMES[i].text, (int)mark, (int)NAMES[i].mark);
    }
}

/* A marking is found wherever it stands in a long text, one without is read to its end. */
static void long_texts_are_read_to_their_end(void **state) {
    (void)state;
    struct buf text = BUF_INIT(64 << 20);
    for (int i = 0; i < 40000; i++)
        buf_append_c(&text, "Tổ chức tốt phong trào thi đua, giữ bí mật quân sự. ");
    assert_int_equal(secret_mark_in_text(buf_str(&text)), SECRET_MARK_NONE);
    buf_append_c(&text, "\n");
    for (int i = 0; i < 40000; i++)
        buf_append_c(&text, "Tổ chức tốt phong trào thi đua\n");
    assert_int_equal(secret_mark_in_text(buf_str(&text)), SECRET_MARK_NONE);
    buf_append_c(&text, "TỐI MẬT");
    assert_int_equal(secret_mark_in_text(buf_str(&text)), SECRET_MARK_TOP);
    buf_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_told_apart),
        cmocka_unit_test(names_are_told_apart),
        cmocka_unit_test(long_texts_are_read_to_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
