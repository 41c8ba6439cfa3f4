#include "text/secret_mark.h"

#include "base/list.h"
#include "text/utf8.h"

enum {
    SPACED_LETTERS = 3,  /* so many letters apart are a word */
    WIDE_GAP_BLANKS = 2, /* between words whose letters are apart */
    CELL_GAP_BLANKS = 3, /* as wide as a column */
    LABEL_WORDS_MAX = 5, /* between "độ mật" and the level */
    EXTENSION_BYTES_MAX = 5,
    CLEAR_AFTER = 1 << 20 /* bytes of scratch memory */
};

struct word {
    struct str upper;
    int32_t before; /* the last sign before it that is no blank; 0: none */
    int32_t after;
    unsigned gap; /* blanks before it */
    bool is_number;
    bool is_single;
    bool was_apart; /* put together from single letters */
    bool has_lower;
    bool is_ascii;
};

struct words {
    struct word *items;
    size_t count;
    size_t capacity;
};

struct level {
    enum secret_mark mark;
    size_t words; /* 0: there is none here */
    bool has_lower;
    bool is_bare_mat; /* "MAT": without marks, so only in capitals */
};

static bool is_one_of(struct str word, const char *const *list) {
    for (; *list; list++)
        if (str_equal_c(word, *list))
            return true;
    return false;
}

/* ---- words ---- */

static bool is_digit(int32_t c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(int32_t c) {
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c < 0x2000) || (c >= 0x2C00 && c < 0x3000);
}

static bool is_blank(int32_t c) {
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000;
}

/* Letters that stand on pages of East Asian printing, as their plain twins. */
static int32_t narrowed(int32_t c) {
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

static struct str narrowed_text(struct arena *arena, struct str line) {
    if (str_find(line, STR("\xEF\xBC")) < 0 && str_find(line, STR("\xEF\xBD")) < 0)
        return line;
    char *out = arena_alloc(arena, line.n + 1);
    size_t n = 0;
    for (size_t at = 0; at < line.n;) {
        size_t from = at;
        int32_t c = utf8_next(line, &at);
        if (narrowed(c) != c)
            out[n++] = (char)narrowed(c);
        else
            while (from < at)
                out[n++] = line.p[from++];
    }
    struct str text = {out, n};
    return utf8_to_nfc(arena, text, &text) ? text : line;
}

static struct word word_of(struct arena *arena, struct str raw) {
    struct word word = {.upper = utf8_upper(arena, raw), .is_ascii = true};
    word.has_lower = !str_equal(word.upper, raw);
    for (size_t i = 0; i < raw.n; i++)
        word.is_ascii = word.is_ascii && (unsigned char)raw.p[i] < 0x80;
    word.is_single = utf8_length(raw) == 1;
    return word;
}

static void split_words(struct arena *arena, struct str line, struct words *words) {
    int32_t before = 0;
    unsigned gap = 0;
    for (size_t at = 0; at < line.n;) {
        size_t from = at;
        int32_t c = utf8_next(line, &at);
        bool number = is_digit(c);
        if (!number && !is_letter(c)) {
            if (is_blank(c)) {
                gap++;
                continue;
            }
            before = c;
            gap = 0;
            if (words->count && !words->items[words->count - 1].after)
                words->items[words->count - 1].after = c;
            continue;
        }
        for (size_t next = at; next < line.n; at = next) {
            int32_t following = utf8_next(line, &next);
            if (number ? !is_digit(following) : !is_letter(following))
                break;
        }
        struct word word = word_of(arena, str_slice(line, from, at));
        word.is_number = number;
        word.before = before;
        word.gap = gap;
        *list_push(arena, words) = word;
        before = 0;
        gap = 0;
    }
}

/* "T Ố I  M Ậ T", "M.Ậ.T": letters apart are put together, wide gaps part words. */
static void join_letters(struct arena *arena, struct words *words) {
    struct words joined = {0};
    for (size_t i = 0; i < words->count;) {
        size_t end = i + 1;
        while (words->items[i].is_single && !words->items[i].is_number && end < words->count &&
               words->items[end].is_single && !words->items[end].is_number &&
               words->items[end].gap < WIDE_GAP_BLANKS)
            end++;
        struct word word = words->items[i];
        if (end - i >= SPACED_LETTERS) {
            for (size_t j = i + 1; j < end; j++) {
                word.upper = str_concat(arena, word.upper, words->items[j].upper);
                word.is_ascii = word.is_ascii && words->items[j].is_ascii;
                word.has_lower = word.has_lower || words->items[j].has_lower;
            }
            word.after = words->items[end - 1].after;
            word.is_single = false;
            word.was_apart = true;
        } else {
            end = i + 1;
        }
        *list_push(arena, &joined) = word;
        i = end;
    }
    *words = joined;
}

/* ---- levels ---- */

/* Each as typed in Unicode, without marks, in TCVN3 and in VNI. */
static const char *const MAT[] = {"MẬT", "MËT", "MAÄT", NULL};
static const char *const TOI[] = {"TỐI", "TOI", "TÈI", "TOÁI", NULL};
static const char *const TUYET[] = {"TUYỆT", "TUYET", "TUYÖT", "TUYEÄT", NULL};
static const char *const TOI_MAT[] = {"TỐIMẬT", "TOIMAT", "TÈIMËT", NULL};
static const char *const TUYET_MAT[] = {"TUYỆTMẬT", "TUYETMAT", "TUYÖTMËT", NULL};

static bool is_mat(const struct word *word) {
    return is_one_of(word->upper, MAT);
}

static bool is_bare_mat(const struct word *word) {
    return str_equal_c(word->upper, "MAT");
}

static struct level level_at(const struct words *words, size_t at) {
    const struct word *word = &words->items[at];
    const struct word *next = at + 1 < words->count ? word + 1 : NULL;
    struct level level = {.has_lower = word->has_lower};
    if (is_one_of(word->upper, TOI_MAT) || is_one_of(word->upper, TUYET_MAT)) {
        level.words = 1;
        level.mark = is_one_of(word->upper, TOI_MAT) ? SECRET_MARK_TOP : SECRET_MARK_ABSOLUTELY;
    } else if (next && (is_one_of(word->upper, TOI) || is_one_of(word->upper, TUYET)) &&
               /* "tôi mất" is no "toi mat": both words are typed in the same way */
               (is_mat(next) ? !word->is_ascii : is_bare_mat(next) && word->is_ascii)) {
        level.words = 2;
        level.mark = is_one_of(word->upper, TOI) ? SECRET_MARK_TOP : SECRET_MARK_ABSOLUTELY;
        level.has_lower = word->has_lower || next->has_lower;
    } else if (is_mat(word) || is_bare_mat(word)) {
        level.words = 1;
        level.mark = SECRET_MARK_SECRET;
        level.is_bare_mat = !is_mat(word);
    }
    return level;
}

/* ---- what makes a level a marking ---- */

/* "Độ mật: Tối mật"; "Mức độ mật của tài liệu: Mật". */
static enum secret_mark labelled(const struct words *words) {
    static const char *const LABELS[] = {"ĐỘ", "DO", "MỨC", "MUC", "CẤP", "CAP", "DẤU", NULL};
    static const char *const BETWEEN[] = {"CỦA", "CUA", "TÀI", "TAI", "LIỆU", "LIEU", "VĂN", "VAN",
                                          "BẢN", "BAN", "LÀ",  "LA",  "NÀY",  "NAY",  NULL};
    for (size_t i = 0; i + 2 < words->count; i++) {
        const struct word *mat = &words->items[i + 1];
        if (!is_one_of(words->items[i].upper, LABELS) || !(is_mat(mat) || is_bare_mat(mat)))
            continue;
        bool parted = mat->after || words->items[i + 2].before;
        size_t at = i + 2;
        while (at < words->count && at < i + 2 + LABEL_WORDS_MAX &&
               is_one_of(words->items[at].upper, BETWEEN)) {
            parted = true;
            at++;
        }
        struct level level = at < words->count ? level_at(words, at) : (struct level){0};
        if (level.words && (parted || level.mark != SECRET_MARK_SECRET || at > i + 2))
            return level.mark;
    }
    return SECRET_MARK_NONE;
}

/* A line that is the marking, with what is stamped beside it. */
static enum secret_mark alone(const struct words *words) {
    static const char *const BESIDE[] = {"TÀI", "LIỆU", "VĂN",    "BẢN", "SỐ",  "HỎA",  "HOẢ",
                                         "TỐC", "KHẨN", "THƯỢNG", "HỒ",  "SƠ",  "TAI",  "LIEU",
                                         "VAN", "BAN",  "SO",     "HOA", "TOC", "KHAN", "THUONG",
                                         "HO",  "LOẠI", "LOAI",   "DẤU", "DAU", NULL};
    enum secret_mark mark = SECRET_MARK_NONE;
    for (size_t i = 0; i < words->count;) {
        struct level level = level_at(words, i);
        if (level.words && !(level.is_bare_mat && level.has_lower)) {
            mark = level.mark > mark ? level.mark : mark;
            i += level.words;
        } else if (words->items[i].is_number || is_one_of(words->items[i].upper, BESIDE)) {
            i++;
        } else {
            return SECRET_MARK_NONE;
        }
    }
    return mark;
}

/* Words with which a level is part of an ordinary phrase. */
static bool is_phrase(const struct words *words, size_t at, size_t count) {
    static const char *const BEFORE[] = {"BÍ",  "BẢO", "CƠ", "TRĂNG", "CẨN", "ĐƯỜNG", "RỈ",
                                         "RI",  "TÚI", "ẨN", "THÂN",  "LẤY", "ỐNG",   "NƯỚC",
                                         "HÚT", "KÍN", "ĐỘ", "NUÔI",  "BI",  "BAO",   NULL};
    static const char *const AFTER[] = {
        "KHẨU", "ĐỘ",   "ONG",  "MÃ",   "THƯ", "VỤ",  "THÁM", "THIẾT", "ƯỚC", "NGHỊ", "HOA", "GẤU",
        "MÍA",  "NGỌT", "DANH", "LỆNH", "ĐÀM", "BÁO", "CHỈ",  "KHAU",  "DO",  "MA",   "VU",  NULL};
    if (at && is_one_of(words->items[at - 1].upper, BEFORE))
        return true;
    return at + count < words->count && is_one_of(words->items[at + count].upper, AFTER);
}

static bool is_in_brackets(const struct words *words, size_t at, size_t count) {
    int32_t before = words->items[at].before, after = words->items[at + count - 1].after;
    return (before == '(' && after == ')') || (before == '[' && after == ']') ||
           (before == '{' && after == '}') || (before == '<' && after == '>');
}

/* Whether a neighbour goes on in capitals: a heading, not a stamp. */
static bool goes_on_in_capitals(const struct words *words, size_t at, size_t count) {
    const struct word *before = at ? &words->items[at - 1] : NULL;
    const struct word *after = at + count < words->count ? &words->items[at + count] : NULL;
    if (before && !before->has_lower && !before->is_number && !words->items[at].before)
        return true;
    return after && !after->has_lower && !after->is_number && !after->before;
}

/* A stamp within a line of other words. */
static enum secret_mark stamped(const struct words *words) {
    bool some_lower = false;
    for (size_t i = 0; i < words->count; i++)
        some_lower = some_lower || words->items[i].has_lower;
    for (size_t i = 0; i < words->count; i++) {
        struct level level = level_at(words, i);
        if (!level.words || (level.is_bare_mat && level.has_lower))
            continue;
        if (is_in_brackets(words, i, level.words))
            return level.mark;
        if (level.has_lower || level.is_bare_mat || is_phrase(words, i, level.words))
            continue;
        if (words->items[i].was_apart ||
            (some_lower && !goes_on_in_capitals(words, i, level.words)))
            return level.mark;
    }
    return SECRET_MARK_NONE;
}

/* A level among the words of a name. */
static enum secret_mark named(const struct words *words) {
    bool some_lower = false, bees = false;
    for (size_t i = 0; i < words->count; i++) {
        some_lower = some_lower || words->items[i].has_lower;
        bees = bees || is_one_of(words->items[i].upper, (const char *const[]){"ONG", NULL});
    }
    for (size_t i = 0; i < words->count; i++) {
        struct level level = level_at(words, i);
        if (!level.words || is_phrase(words, i, level.words) ||
            (bees && level.mark == SECRET_MARK_SECRET))
            continue;
        if (!level.is_bare_mat || (!level.has_lower && some_lower))
            return level.mark;
    }
    return SECRET_MARK_NONE;
}

static enum secret_mark in_cell(struct arena *arena, struct str cell, bool is_name) {
    struct words words = {0};
    split_words(arena, cell, &words);
    if (!words.count)
        return SECRET_MARK_NONE;
    join_letters(arena, &words);
    enum secret_mark mark = labelled(&words);
    if (!mark)
        mark = alone(&words);
    if (!mark)
        mark = stamped(&words);
    if (!mark && is_name)
        mark = named(&words);
    return mark;
}

/* ---- lines ---- */

/* The line up to the next place where a column may begin; what follows is left in *rest. */
static struct str cut_cell(struct str *rest) {
    for (size_t at = 0; at < rest->n;) {
        size_t from = at;
        unsigned blanks = 0;
        int32_t c = utf8_next(*rest, &at);
        while (is_blank(c)) {
            blanks++;
            if (at == rest->n)
                break;
            size_t next = at;
            c = utf8_next(*rest, &next);
            if (!is_blank(c))
                break;
            at = next;
        }
        if (blanks >= CELL_GAP_BLANKS) {
            struct str cell = str_slice(*rest, 0, from);
            *rest = str_slice(*rest, at, rest->n);
            return cell;
        }
    }
    struct str cell = *rest;
    *rest = STR_NONE;
    return cell;
}

static enum secret_mark in_line(struct arena *arena, struct str line, bool is_name) {
    struct str text;
    /* As it stands, and part by part where it stands in columns. */
    if (!utf8_to_nfc(arena, line, &text))
        return SECRET_MARK_NONE;
    text = narrowed_text(arena, text);
    enum secret_mark mark = in_cell(arena, text, is_name);
    struct str rest = text;
    while (!mark && rest.p) {
        struct str cell = cut_cell(&rest);
        if (cell.n < text.n)
            mark = in_cell(arena, cell, is_name);
    }
    return mark;
}

/* Invisible signs that could part a word. */
static struct str without_invisible(struct arena *arena, struct str line) {
    if (str_find(line, STR("\xE2\x80")) < 0 && str_find(line, STR("\xC2\xAD")) < 0 &&
        str_find(line, STR("\xEF\xBB\xBF")) < 0 && str_find(line, STR("\xE2\x81\xA0")) < 0)
        return line;
    char *out = arena_alloc(arena, line.n + 1);
    size_t n = 0;
    for (size_t at = 0; at < line.n;) {
        size_t from = at;
        int32_t c = utf8_next(line, &at);
        bool invisible = c == 0xAD || c == 0xFEFF || c == 0x2060 || (c >= 0x200B && c <= 0x200F);
        while (!invisible && from < at)
            out[n++] = line.p[from++];
    }
    return (struct str){out, n};
}

/* Every marking has these letters, whatever the writing. */
static bool may_hold(struct str line) {
    bool m = false, t = false;
    for (size_t i = 0; i < line.n && !(m && t); i++) {
        unsigned char c = (unsigned char)line.p[i];
        m = m || c == 'm' || c == 'M' || c == 0xEF;
        t = t || c == 't' || c == 'T' || c == 0xEF;
    }
    return m && t;
}

static size_t line_end(struct str text, size_t from) {
    while (from < text.n && text.p[from] != '\n' && text.p[from] != '\r' && text.p[from] != '\t' &&
           text.p[from] != '\v' && text.p[from] != '\f')
        from++;
    return from;
}

enum secret_mark secret_mark_in_text(struct str text) {
    enum secret_mark mark = SECRET_MARK_NONE;
    struct arena *arena = NULL;
    for (size_t from = 0; from < text.n && !mark;) {
        size_t end = line_end(text, from);
        struct str line = str_slice(text, from, end);
        from = end + 1;
        if (!may_hold(line))
            continue;
        if (!arena)
            arena = arena_new(0);
        if (arena_used_bytes(arena) > CLEAR_AFTER)
            arena_clear(arena);
        mark = in_line(arena, without_invisible(arena, line), false);
    }
    arena_free(arena);
    return mark;
}

/* "Bao cao MAT.xlsx": what follows the last dot is in small letters whatever the name is in. */
static struct str without_extension(struct str name) {
    for (size_t i = name.n; i > 1 && name.n - i < EXTENSION_BYTES_MAX; i--)
        if (name.p[i - 1] == '.')
            return str_slice(name, 0, i - 1);
    return name;
}

enum secret_mark secret_mark_in_name(struct str name) {
    name = without_extension(name);
    if (!may_hold(name))
        return SECRET_MARK_NONE;
    struct arena *arena = arena_new(0);
    enum secret_mark mark = in_line(arena, without_invisible(arena, name), true);
    arena_free(arena);
    return mark;
}
