/* What a file is by its content, and where a marking is found in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/list.h"
#include "doc/file_look.h"
#include "doc/workbook_fixture.h"

static struct arena *a;

static int open_arena(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

/* Through the locked child, as the server does. */
static struct file_look look_at(struct str bytes) {
    struct workbook_file file = workbook_file_of(bytes);
    struct file_look look;
    struct message fault;
    const struct err *err = file_look(a, &file, &look, &fault);
    if (err)
        fail_msg("%s", err->message);
    assert_int_equal(fault.id, MSG_none);
    return look;
}

#define W "<w:document xmlns:w='urn:w' xmlns:v='urn:v'>"
static struct file_look look_at_part(const char *name, const char *content) {
    struct fixture_part parts[] = {
        {"[Content_Types].xml", STR("<Types/>")},
        {"word/document.xml", STR(W "<w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p></w:document>")},
        {name, str_from_c(content)},
    };
    size_t count = strcmp(name, "word/document.xml") == 0 ? 2 : 3;
    if (count == 2)
        parts[1].content = str_from_c(content);
    return look_at(fixture_zip(a, parts, count));
}

static void documents_are_read_wherever_text_stands(void **state) {
    (void)state;
    static const struct {
        const char *part, *content;
        enum secret_mark mark;
    } CASES[] = {
        {"word/document.xml", W "<w:p><w:r><w:t>Giữ bí mật nhà nước</w:t></w:r></w:p></w:document>",
         SECRET_MARK_NONE},
        /* one word in several runs */
        {"word/document.xml",
         W "<w:p><w:r><w:t>TỐI</w:t></w:r><w:r><w:t xml:space='preserve'> M</w:t></w:r>"
           "<w:r><w:t>ẬT</w:t></w:r></w:p></w:document>",
         SECRET_MARK_TOP},
        /* beside the issuer, behind a tab; hidden or struck out makes no difference */
        {"word/document.xml",
         W "<w:p><w:r><w:t>BỘ CHQS</w:t><w:tab/><w:t>MẬT</w:t></w:r></w:p></w:document>",
         SECRET_MARK_SECRET},
        {"word/document.xml",
         W "<w:p><w:del><w:r><w:delText>Mật</w:delText></w:r></w:del></w:p></w:document>",
         SECRET_MARK_SECRET},
        /* a box of text within a paragraph */
        {"word/document.xml",
         W "<w:p><w:r><w:t>Báo cáo</w:t><w:txbx><w:p><w:r><w:t>TUYỆT MẬT</w:t></w:r></w:p>"
           "</w:txbx><w:t> quý</w:t></w:r></w:p></w:document>",
         SECRET_MARK_ABSOLUTELY},
        /* WordArt across the page */
        {"word/document.xml", W "<w:p><v:textpath string='TỐI MẬT'/></w:p></w:document>",
         SECRET_MARK_TOP},
        {"word/header1.xml", "<w:hdr xmlns:w='urn:w'><w:p><w:t>M Ậ T</w:t></w:p></w:hdr>",
         SECRET_MARK_SECRET},
        {"word/footnotes.xml", "<w:f xmlns:w='urn:w'><w:p><w:t>Độ mật: Mật</w:t></w:p></w:f>",
         SECRET_MARK_SECRET},
        {"docProps/core.xml", "<c xmlns:dc='urn:d'><dc:subject>Tối mật</dc:subject></c>",
         SECRET_MARK_TOP},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData><row><c t='inlineStr'><is><t>Tuyệt "
         "mật</t></is></c></row></sheetData>"
         "</worksheet>",
         SECRET_MARK_ABSOLUTELY},
        {"xl/sharedStrings.xml", "<sst><si><r><t>TOI </t></r><r><t>MAT</t></r></si></sst>",
         SECRET_MARK_TOP},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><headerFooter><oddHeader>&amp;C&amp;\"Times,Bold\"&amp;14TỐI MẬT&amp;RTrang "
         "&amp;P</oddHeader></headerFooter></worksheet>",
         SECRET_MARK_TOP},
        {"xl/workbook.xml", "<workbook><sheets><sheet name='Phụ lục mật'/></sheets></workbook>",
         SECRET_MARK_SECRET},
        {"xl/workbook.xml", "<workbook><sheets><sheet name='Mật khẩu'/></sheets></workbook>",
         SECRET_MARK_NONE},
        {"xl/comments1.xml", "<comments><comment><text><t>MẬT</t></text></comment></comments>",
         SECRET_MARK_SECRET},
        {"xl/drawings/drawing1.xml", "<d xmlns:a='urn:a'><a:p><a:t>MẬT</a:t></a:p></d>",
         SECRET_MARK_SECRET},
        {"content.xml", "<o xmlns:text='urn:t'><text:p>TỐI<text:s/>MẬT</text:p></o>",
         SECRET_MARK_TOP},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct file_look look = look_at_part(CASES[i].part, CASES[i].content);
        if (look.mark != CASES[i].mark || look.is_unread)
            fail_msg("%zu: %s: %d", i, CASES[i].content, (int)look.mark);
    }
}

static void a_document_within_a_document_is_read_too(void **state) {
    (void)state;
    const struct fixture_part inner[] = {
        {"word/document.xml", STR(W "<w:p><w:t>TỐI MẬT</w:t></w:p></w:document>")}};
    const struct fixture_part outer[] = {
        {"xl/workbook.xml", STR("<workbook/>")},
        {"xl/embeddings/one.docx", fixture_zip(a, inner, 1)},
    };
    struct file_look look = look_at(fixture_zip(a, outer, 2));
    assert_int_equal(look.mark, SECRET_MARK_TOP);
    assert_int_equal(look.kind, FILE_KIND_XLSX);
}

static void kinds_are_told_by_content(void **state) {
    (void)state;
    assert_int_equal(look_at(STR("%PDF-1.7\n…")).kind, FILE_KIND_PDF);
    assert_int_equal(look_at(STR("\xFF\xD8\xFF\xE0....")).kind, FILE_KIND_JPEG);
    assert_int_equal(look_at(STR("\x89PNG\r\n\x1A\n...")).kind, FILE_KIND_PNG);
    assert_int_equal(look_at(STR("<html><script>alert(1)</script>")).kind, FILE_KIND_TEXT);
    assert_int_equal(look_at(STR("MZ\x90\0\x03")).kind, FILE_KIND_OTHER);
    assert_int_equal(look_at(STR("PK\x03\x04 and nothing")).kind, FILE_KIND_OTHER);
    assert_true(look_at(STR("PK\x03\x04 and nothing")).is_unread);
    assert_int_equal(look_at(fixture_file(a, "tieu-chi-2020.xlsx")).kind, FILE_KIND_XLSX);
    assert_int_equal(look_at_part("word/x.xml", "<x/>").kind, FILE_KIND_DOCX);
    assert_true(look_at_part("word/vbaProject.bin", "code").has_macros);
    assert_false(look_at_part("word/x.xml", "<x/>").has_macros);
}

static bool finds(struct str bytes, const char *words) {
    struct workbook_file file = workbook_file_of(bytes);
    struct file_look look;
    struct message fault;
    const struct err *err = file_look_for(a, &file, str_from_c(words), &look, &fault);
    assert_null(err);
    return look.has_words;
}

static void words_are_found_in_files(void **state) {
    (void)state;
    const struct fixture_part parts[] = {
        {"word/document.xml",
         STR(W
             "<w:p><w:r><w:t>đoạn phải</w:t></w:r><w:r><w:t> tìm</w:t></w:r></w:p></w:document>")}};
    struct str document = fixture_zip(a, parts, 1);
    assert_true(finds(document, "đoạn phải tìm"));
    assert_false(finds(document, "đoạn khác"));
    assert_true(finds(STR("%PDF-1.7 đoạn phải tìm"), "đoạn phải tìm"));
}

static void plain_and_old_files_are_read(void **state) {
    (void)state;
    assert_int_equal(look_at(STR("Đơn vị;Độ mật\nEa Kar;Mật\n")).mark, SECRET_MARK_SECRET);
    assert_int_equal(look_at(STR("Đơn vị,Ghi chú\nEa Kar,bí mật\n")).mark, SECRET_MARK_NONE);
    assert_int_equal(
        look_at(STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0T\0\xD0\x1EI\0 \0M\0\xAC\x1ET\0\0\0"))
            .mark,
        SECRET_MARK_TOP);
}

/* Built to blow up or to break its reader: told as not read, and the program goes on. */
static void what_cannot_be_read_is_told(void **state) {
    (void)state;
    assert_true(
        look_at_part("word/x.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x><p>&a;</p></x>").is_unread);
    assert_true(look_at_part("word/x.xml", "<x><p>not closed").is_unread);
    struct buf deep = BUF_INIT(1 << 20);
    for (int i = 0; i < 1000; i++)
        buf_append_c(&deep, "<p>");
    assert_true(look_at_part("word/x.xml", str_c(a, buf_str(&deep))).is_unread);
    buf_release(&deep);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(documents_are_read_wherever_text_stands),
        TEST(a_document_within_a_document_is_read_too),
        TEST(kinds_are_told_by_content),
        TEST(words_are_found_in_files),
        TEST(plain_and_old_files_are_read),
        TEST(what_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
