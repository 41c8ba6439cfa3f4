#include "doc/thumbnail.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

enum { CHANNELS = 3, QUALITY = 78, SCANS_MAX = 100 };

/* --- making it smaller, row by row --------------------------------------------------------- */

/* Each dot of the small picture is the mean of those of the large one that fall on it. */
struct shrink {
    uint32_t from_width, from_height;
    uint32_t width, height;
    uint32_t rows_in; /* taken so far */
    uint32_t row;     /* of the small picture, that is being filled */
    uint32_t *sums;   /* width * CHANNELS, and a count each */
    uint32_t *counts;
    uint8_t *dots; /* the small picture */
};

static bool is_within(uint32_t width, uint32_t height, uint64_t dots_max) {
    return width && height && width <= THUMBNAIL_SOURCE_SIDE_MAX &&
           height <= THUMBNAIL_SOURCE_SIDE_MAX && (uint64_t)width * height <= dots_max;
}

static void shrink_begin(struct arena *arena, struct shrink *shrink, uint32_t width,
                         uint32_t height) {
    uint32_t longest = width > height ? width : height;
    *shrink = (struct shrink){
        .from_width = width, .from_height = height, .width = width, .height = height};
    if (longest > THUMBNAIL_SIDE_MAX) {
        shrink->width = (uint32_t)((uint64_t)width * THUMBNAIL_SIDE_MAX / longest);
        shrink->height = (uint32_t)((uint64_t)height * THUMBNAIL_SIDE_MAX / longest);
    }
    shrink->width = shrink->width ? shrink->width : 1;
    shrink->height = shrink->height ? shrink->height : 1;
    shrink->sums = ARENA_ARRAY(arena, uint32_t, shrink->width * CHANNELS);
    shrink->counts = ARENA_ARRAY(arena, uint32_t, shrink->width);
    shrink->dots = ARENA_ARRAY(arena, uint8_t, (size_t)shrink->width * shrink->height * CHANNELS);
}

static void write_row(struct shrink *shrink) {
    uint8_t *out = shrink->dots + (size_t)shrink->row * shrink->width * CHANNELS;
    for (uint32_t at = 0; at < shrink->width * CHANNELS; at++) {
        uint32_t count = shrink->counts[at / CHANNELS];
        uint32_t mean = count ? shrink->sums[at] / count : 0;
        out[at] = (uint8_t)mean;
    }
    memset(shrink->sums, 0, shrink->width * CHANNELS * sizeof(*shrink->sums));
    memset(shrink->counts, 0, shrink->width * sizeof(*shrink->counts));
}

/* The next row of the large picture, red, green, blue. */
static void shrink_take(struct shrink *shrink, const uint8_t *dots) {
    if (shrink->rows_in >= shrink->from_height)
        return;
    uint32_t row = (uint32_t)((uint64_t)shrink->rows_in * shrink->height / shrink->from_height);
    if (row != shrink->row) {
        write_row(shrink);
        shrink->row = row;
    }
    for (uint32_t x = 0; x < shrink->from_width; x++) {
        uint32_t to = (uint32_t)((uint64_t)x * shrink->width / shrink->from_width);
        for (uint32_t c = 0; c < CHANNELS; c++)
            shrink->sums[to * CHANNELS + c] += dots[x * CHANNELS + c];
        shrink->counts[to]++;
    }
    if (++shrink->rows_in == shrink->from_height)
        write_row(shrink);
}

/* --- JPEG ---------------------------------------------------------------------------------- */

struct jpeg_fault {
    struct jpeg_error_mgr manager;
    jmp_buf out;
};

static void jpeg_gives_up(j_common_ptr common) {
    struct jpeg_fault *fault = (struct jpeg_fault *)common->err;
    longjmp(fault->out, 1);
}

/* Nothing is printed; a damaged picture is no picture. */
static void jpeg_says(j_common_ptr common, int level) {
    if (level < 0)
        jpeg_gives_up(common);
}

static void jpeg_is_silent(j_common_ptr common) {
    (void)common;
}

/* A picture of very many passes costs more time than any picture is worth. */
static void jpeg_goes_on(j_common_ptr common) {
    if (common->is_decompressor && ((j_decompress_ptr)common)->input_scan_number > SCANS_MAX)
        jpeg_gives_up(common);
}

static void jpeg_catch(struct jpeg_fault *fault) {
    jpeg_std_error(&fault->manager);
    fault->manager.error_exit = jpeg_gives_up;
    fault->manager.emit_message = jpeg_says;
    fault->manager.output_message = jpeg_is_silent;
}

/* True when all rows came. What is set after setjmp and used behind it stands in memory. */
static bool read_jpeg(struct arena *arena, struct str file, struct shrink *shrink) {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_fault fault;
    struct jpeg_progress_mgr progress = {.progress_monitor = jpeg_goes_on};
    memset(&jpeg, 0, sizeof(jpeg));
    jpeg_catch(&fault);
    jpeg.err = &fault.manager;
    if (setjmp(fault.out)) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg.progress = &progress;
    jpeg_mem_src(&jpeg, (const unsigned char *)file.p, file.n);
    jpeg_read_header(&jpeg, TRUE);
    if (!is_within(jpeg.image_width, jpeg.image_height, THUMBNAIL_SOURCE_DOTS_MAX))
        jpeg_gives_up((j_common_ptr)&jpeg);
    jpeg.out_color_space = JCS_RGB;
    jpeg.scale_num = 1;
    jpeg.scale_denom = 1;
    unsigned longest = jpeg.image_width > jpeg.image_height ? jpeg.image_width : jpeg.image_height;
    while (jpeg.scale_denom < 8 && longest / (jpeg.scale_denom * 2) >= THUMBNAIL_SIDE_MAX)
        jpeg.scale_denom *= 2;
    jpeg_start_decompress(&jpeg);
    shrink_begin(arena, shrink, jpeg.output_width, jpeg.output_height);
    JSAMPROW row = ARENA_ARRAY(arena, JSAMPLE, (size_t)jpeg.output_width * CHANNELS);
    while (jpeg.output_scanline < jpeg.output_height) {
        jpeg_read_scanlines(&jpeg, &row, 1);
        shrink_take(shrink, row);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return true;
}

static bool write_jpeg(struct arena *arena, const struct shrink *shrink, struct str *ret_jpeg) {
    struct jpeg_compress_struct jpeg;
    struct jpeg_fault fault;
    /* Written by libjpeg behind setjmp: volatile would change its type, so it lies apart. */
    struct {
        unsigned char *bytes;
        unsigned long count;
    } *out = arena_alloc(arena, sizeof(*out));
    memset(&jpeg, 0, sizeof(jpeg));
    jpeg_catch(&fault);
    jpeg.err = &fault.manager;
    if (setjmp(fault.out)) {
        jpeg_destroy_compress(&jpeg);
        free(out->bytes);
        return false;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &out->bytes, &out->count);
    jpeg.image_width = shrink->width;
    jpeg.image_height = shrink->height;
    jpeg.input_components = CHANNELS;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW row = shrink->dots + (size_t)jpeg.next_scanline * shrink->width * CHANNELS;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    *ret_jpeg = str_copy(arena, (struct str){(const char *)out->bytes, out->count});
    free(out->bytes);
    return ret_jpeg->n <= THUMBNAIL_BYTES_MAX;
}

/* --- PNG ----------------------------------------------------------------------------------- */

struct png_source {
    struct str rest;
};

static void png_gives(png_structp png, png_bytep bytes, size_t count) {
    struct png_source *source = png_get_io_ptr(png);
    if (count > source->rest.n)
        png_error(png, "it ends too early");
    memcpy(bytes, source->rest.p, count);
    source->rest = str_slice(source->rest, count, source->rest.n);
}

static void png_is_silent(png_structp png, png_const_charp words) {
    (void)png, (void)words;
}

static void png_gives_up(png_structp png, png_const_charp words) {
    (void)words;
    png_longjmp(png, 1);
}

/* Whatever it is: eight bits of red, green, blue, on white. */
static void png_to_rgb(png_structp png, png_infop info) {
    png_color_16 white = {.red = 255, .green = 255, .blue = 255, .gray = 255};
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    if (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA ||
        png_get_valid(png, info, PNG_INFO_tRNS))
        png_set_background_fixed(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, PNG_FP_1);
    png_set_strip_alpha(png);
}

static void png_rows(struct arena *arena, png_structp png, png_infop info, struct shrink *shrink) {
    uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    bool whole = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
    if (!is_within(width, height, whole ? THUMBNAIL_WHOLE_DOTS_MAX : THUMBNAIL_SOURCE_DOTS_MAX))
        png_error(png, "too large");
    png_to_rgb(png, info);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t bytes = png_get_rowbytes(png, info);
    if (bytes != (size_t)width * CHANNELS)
        png_error(png, "not what was asked for");
    shrink_begin(arena, shrink, width, height);
    uint8_t *rows = ARENA_ARRAY(arena, uint8_t, bytes * (whole ? height : 1));
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < height; y++) {
            uint8_t *row = rows + (whole ? bytes * y : 0);
            png_read_row(png, row, NULL);
            if (pass == passes - 1)
                shrink_take(shrink, row);
        }
}

static bool read_png(struct arena *arena, struct str file, struct shrink *shrink) {
    struct png_source source = {file};
    png_structp png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, png_gives_up, png_is_silent);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return false;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return false;
    }
    png_set_read_fn(png, &source, png_gives);
    png_set_user_limits(png, THUMBNAIL_SOURCE_SIDE_MAX, THUMBNAIL_SOURCE_SIDE_MAX);
    png_set_chunk_cache_max(png, 64);
    png_set_chunk_malloc_max(png, 1 << 20);
    /* Colours, texts and times beside the dots are nobody's business here. */
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_read_info(png, info);
    png_rows(arena, png, info, shrink);
    png_destroy_read_struct(&png, &info, NULL);
    return true;
}

/* ------------------------------------------------------------------------------------------- */

void thumbnail_make_bytes(struct arena *arena, struct str file, struct thumbnail *ret_thumbnail) {
    struct shrink shrink = {0};
    struct str jpeg = STR("");
    bool read = false;
    *ret_thumbnail = (struct thumbnail){.jpeg = STR("")};
    if (str_starts_with(file, STR("\xFF\xD8\xFF")))
        read = read_jpeg(arena, file, &shrink);
    else if (str_starts_with(file, STR("\x89PNG\r\n\x1A\n")))
        read = read_png(arena, file, &shrink);
    if (read && write_jpeg(arena, &shrink, &jpeg))
        *ret_thumbnail = (struct thumbnail){shrink.width, shrink.height, jpeg};
}
