#include "doc/office_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <expat.h>
#include <zip.h>

#include "base/buf.h"

enum { FILE_BYTES_MAX = 64 << 20 };

/* --- packages ----------------------------------------------------------------------------- */

static zip_t *open_package(struct str package, zip_source_t **ret_source) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    assert_non_null(source);
    assert_int_equal(zip_source_begin_write(source), 0);
    assert_int_equal(zip_source_write(source, package.p, package.n), package.n);
    assert_int_equal(zip_source_commit_write(source), 0);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, 0, &error);
    assert_non_null(zip);
    *ret_source = source;
    return zip;
}

struct str fixture_part_of(struct arena *arena, struct str package, const char *part) {
    zip_source_t *source;
    zip_t *zip = open_package(package, &source);
    zip_stat_t stat;
    if (zip_stat(zip, part, 0, &stat) != 0)
        fail_msg("there is no part %s", part);
    zip_file_t *file = zip_fopen(zip, part, 0);
    assert_non_null(file);
    char *bytes = arena_alloc(arena, stat.size + 1);
    assert_int_equal(zip_fread(file, bytes, stat.size), stat.size);
    zip_fclose(file);
    zip_discard(zip);
    zip_source_free(source);
    return (struct str){bytes, stat.size};
}

struct str fixture_replace_part(struct arena *arena, struct str package, const char *part,
                                struct str bytes) {
    zip_source_t *source;
    zip_t *zip = open_package(package, &source);
    zip_int64_t index = zip_name_locate(zip, part, 0);
    assert_true(index >= 0);
    zip_source_t *content = zip_source_buffer(zip, bytes.p, bytes.n, 0);
    assert_int_equal(zip_file_replace(zip, (zip_uint64_t)index, content, 0), 0);
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_stat(source, &stat), 0);
    assert_int_equal(zip_source_open(source), 0);
    char *result = arena_alloc(arena, stat.size);
    assert_int_equal(zip_source_read(source, result, stat.size), stat.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct str){result, stat.size};
}

static void keep_words(void *context, const XML_Char *text, int count) {
    buf_append(context, text, (size_t)count);
}

/* Text of documents stands in w:t alone; what stands between elements is layout of the file. */
static void end_element(void *context, const XML_Char *name) {
    if (strcmp(name, "w:p") == 0)
        buf_append_char(context, '\n');
}

struct str fixture_docx_words(struct arena *arena, struct str docx, const char *part) {
    struct str xml = fixture_part_of(arena, docx, part);
    struct buf words = BUF_INIT(FILE_BYTES_MAX);
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, &words);
    XML_SetCharacterDataHandler(parser, keep_words);
    XML_SetEndElementHandler(parser, end_element);
    assert_int_equal(XML_Parse(parser, xml.p, (int)xml.n, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    struct str copy = str_copy(arena, buf_str(&words));
    buf_release(&words);
    return copy;
}

/* --- LibreOffice -------------------------------------------------------------------------- */

static void run(const char *command) {
    int status = system(command);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("failed: %s", command);
}

static void write_file(const char *path, struct str bytes) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
    assert_int_equal(fclose(file), 0);
}

static struct str read_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s was not made", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0 && size < FILE_BYTES_MAX);
    rewind(file);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    return (struct str){bytes, (size_t)size};
}

static const char *in_folder(struct arena *arena, const char *folder, const char *name) {
    return str_format(arena, "%s/%s", folder, name).p;
}

/* A folder of its own for each call; LibreOffice's profile in it says to compute always. */
static const char *make_folder(struct arena *arena) {
    char *folder = (char *)str_copy(arena, STR(P_tmpdir "/thidua-office-XXXXXX")).p;
    assert_non_null(mkdtemp(folder));
    run(str_format(arena, "mkdir -p %s/profile/user", folder).p);
    write_file(in_folder(arena, folder, "profile/user/registrymodifications.xcu"),
               STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">"
                   "<item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\">"
                   "<prop oor:name=\"OOXMLRecalcMode\" oor:op=\"fuse\"><value>0</value></prop>"
                   "</item></oor:items>\n"));
    return folder;
}

struct str fixture_convert(struct arena *arena, struct str file, const char *suffix,
                           const char *filter, const char *wanted) {
    const char *folder = make_folder(arena);
    const char *name = str_format(arena, "paper.%s", suffix).p;
    write_file(in_folder(arena, folder, name), file);
    run(str_format(arena,
                   "timeout 120 soffice -env:UserInstallation=file://%s/profile --headless "
                   "--convert-to '%s' --outdir %s/out %s/%s >/dev/null 2>&1",
                   folder, filter, folder, folder, name)
            .p);
    const char *made = str_format(arena, "out/paper.%s", wanted).p;
    struct str bytes = read_file(arena, in_folder(arena, folder, made));
    run(str_format(arena, "rm -rf %s", folder).p);
    return bytes;
}

struct str fixture_pdf_text(struct arena *arena, struct str pdf) {
    const char *folder = make_folder(arena);
    write_file(in_folder(arena, folder, "paper.pdf"), pdf);
    run(str_format(arena, "timeout 60 pdftotext -layout %s/paper.pdf %s/paper.txt", folder, folder)
            .p);
    struct str text = read_file(arena, in_folder(arena, folder, "paper.txt"));
    run(str_format(arena, "rm -rf %s", folder).p);
    return text;
}
