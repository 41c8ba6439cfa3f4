/* Small pictures: of what, how large, and that nothing sent as a picture does harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "base/buf.h"
#include "doc/thumbnail.h"
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

/* Left half red, right half blue. */
static void fill_row(uint8_t *row, unsigned width, int channels) {
    for (unsigned x = 0; x < width; x++) {
        uint8_t *dot = row + x * (unsigned)channels;
        memset(dot, 0, (size_t)channels);
        dot[x < width / 2 ? 0 : 2] = 255;
        if (channels == 4)
            dot[3] = 255;
    }
}

static struct str jpeg_of(unsigned width, unsigned height, bool progressive) {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *out = NULL;
    unsigned long count = 0;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &out, &count);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    if (progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    uint8_t *row = arena_alloc(a, (size_t)width * 3);
    fill_row(row, width, 3);
    while (jpeg.next_scanline < height)
        jpeg_write_scanlines(&jpeg, &row, 1);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    struct str bytes = str_copy(a, (struct str){(char *)out, count});
    free(out);
    return bytes;
}

static void png_gives(png_structp png, png_bytep bytes, size_t count) {
    buf_append(png_get_io_ptr(png), bytes, count);
}

static void png_flush_nothing(png_structp png) {
    (void)png;
}

static struct str png_of(unsigned width, unsigned height, int type, int interlace) {
    struct buf out CLEANUP(buf_release) = BUF_INIT((size_t)64 << 20);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out, png_gives, png_flush_nothing);
    png_set_IHDR(png, info, width, height, 8, type, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    int channels = type == PNG_COLOR_TYPE_RGBA ? 4 : type == PNG_COLOR_TYPE_GRAY ? 1 : 3;
    uint8_t *row = arena_alloc(a, (size_t)width * 4);
    if (channels > 1)
        fill_row(row, width, channels);
    png_set_compression_level(png, 1);
    png_write_info(png, info);
    int passes = interlace ? png_set_interlace_handling(png) : 1;
    for (int pass = 0; pass < passes; pass++)
        for (unsigned y = 0; y < height; y++)
            png_write_row(png, row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return str_copy(a, buf_str(&out));
}

/* Through the locked child, as the server does. */
static struct thumbnail make(struct str bytes) {
    struct workbook_file file = workbook_file_of(bytes);
    struct thumbnail thumbnail;
    const struct err *err = thumbnail_make(a, &file, &thumbnail);
    if (err)
        fail_msg("%s", err->message);
    return thumbnail;
}

/* Decodes a thumbnail and looks at a dot a quarter in, and one three quarters in. */
static void assert_red_then_blue(const struct thumbnail *thumbnail) {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t row[THUMBNAIL_SIDE_MAX * 3];
    uint8_t *rows = row;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, (const unsigned char *)thumbnail->jpeg.p, thumbnail->jpeg.n);
    jpeg_read_header(&jpeg, TRUE);
    assert_int_equal(jpeg.image_width, thumbnail->width);
    assert_int_equal(jpeg.image_height, thumbnail->height);
    jpeg_start_decompress(&jpeg);
    jpeg_read_scanlines(&jpeg, &rows, 1);
    const uint8_t *left = row + (size_t)(thumbnail->width / 4) * 3;
    const uint8_t *right = row + (size_t)(thumbnail->width * 3 / 4) * 3;
    assert_true(left[0] > 200 && left[2] < 60);
    assert_true(right[2] > 200 && right[0] < 60);
    jpeg_destroy_decompress(&jpeg);
}

static void pictures_become_small(void **state) {
    (void)state;
    const struct {
        struct str bytes;
        uint32_t width, height;
    } CASES[] = {
        {jpeg_of(1600, 1200, false), 320, 240},
        {jpeg_of(1201, 1600, true), 240, 320},
        {jpeg_of(100, 40, false), 100, 40}, /* never enlarged */
        {png_of(640, 320, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE), 320, 160},
        {png_of(640, 320, PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_ADAM7), 320, 160},
        {png_of(5000, 20, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE), 320, 1},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct thumbnail thumbnail = make(CASES[i].bytes);
        assert_int_equal(thumbnail.width, CASES[i].width);
        assert_int_equal(thumbnail.height, CASES[i].height);
        assert_red_then_blue(&thumbnail);
    }
    assert_int_equal(make(png_of(300, 300, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE)).width, 300);
}

static void what_is_no_picture_gives_none(void **state) {
    (void)state;
    struct str jpeg = jpeg_of(400, 300, false);
    struct str png = png_of(400, 300, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE);
    const struct str CASES[] = {
        STR("%PDF-1.7 a paper"),
        STR("\xFF\xD8\xFF"),
        STR("\xFF\xD8\xFF\xE0 not a picture at all"),
        STR("\x89PNG\r\n\x1A\n"),
        STR("\x89PNG\r\n\x1A\nnot a picture at all"),
        str_slice(jpeg, 0, jpeg.n / 2),
        str_slice(png, 0, png.n / 2),
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_int_equal(make(CASES[i]).width, 0);
}

/* Small files that say they are enormous. */
static void bombs_give_none(void **state) {
    (void)state;
    struct str png = png_of(64, 64, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE);
    struct str jpeg = jpeg_of(64, 64, false);
    unsigned char *bytes = (unsigned char *)(uintptr_t)png.p;
    memcpy(bytes + 16, "\x00\x00\xFF\xFF\x00\x00\xFF\xFF",
           8); /* its header; the sum is wrong too */
    assert_int_equal(make(png).width, 0);
    /* 15,000 × 15,000 real dots that pack to almost nothing. */
    assert_int_equal(make(png_of(15000, 15000, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE)).width, 0);
    bytes = (unsigned char *)(uintptr_t)jpeg.p;
    for (size_t i = 0; i + 9 < jpeg.n; i++)
        if (bytes[i] == 0xFF && bytes[i + 1] == 0xC0)
            memcpy(bytes + i + 5, "\xFF\xFF\xFF\xFF", 4);
    assert_int_equal(make(jpeg).width, 0);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pictures_become_small, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_no_picture_gives_none, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(bombs_give_none, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
