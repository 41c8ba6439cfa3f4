/* multipart/form-data as browsers send it (RFC 7578), strict: what is not understood is refused.
 *
 * It is read while it arrives, in pieces cut anywhere: fields go into the arena, files into one
 * spool of the request. */
#include "http/multipart.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "http/percent.h"
#include "text/utf8.h"

enum { BOUNDARY_BYTES_MAX = 70, PART_HEADER_BYTES_MAX = 8 * 1024, FILE_NAME_CHARS_MAX = 200 };
enum { HEADS_BYTES_MAX = 4 << 20 }; /* of all parts of one body: they stay in the arena */

enum state { AT_START, AFTER_BOUNDARY, IN_HEADERS, IN_CONTENT, AT_END };

struct part {
    struct str name;      /* absent: the part has none */
    struct str file_name; /* absent: a plain field */
};

struct multipart {
    struct arena *arena;
    struct str delimiter; /* CRLF, two dashes, the boundary */
    size_t matched;       /* bytes of the delimiter that the last bytes may be */
    enum state state;
    struct buf held; /* what follows a boundary, a part's headers, or a field's value */
    struct part part;
    struct upload *upload; /* of the part, where it is a file */
    crypto_hash_sha256_state digest;
    struct spool *spool;
    size_t heads_bytes;
    size_t fields_bytes;
    struct form form;
    struct uploads uploads;
    const char *fault;
    enum multipart_end trouble;
};

/* Where the quoted text that begins at s.p[0] ends: behind its closing quote. Only \" is an escape:
 * old browsers send whole paths with backslashes. */
static size_t quoted_length(struct str s) {
    size_t i = 1;
    while (i < s.n && s.p[i] != '"')
        i += s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '"' ? 2 : 1;
    return i < s.n ? i + 1 : s.n;
}

static struct str unquote(struct arena *arena, struct str quoted) {
    char *out = arena_alloc(arena, quoted.n + 1);
    size_t length = 0;
    for (size_t i = 1; i < quoted.n; i++) {
        if (quoted.p[i] == '\\' && i + 1 < quoted.n && quoted.p[i + 1] == '"')
            i++;
        else if (quoted.p[i] == '"')
            break;
        out[length++] = quoted.p[i];
    }
    return (struct str){out, length};
}

static bool name_is(struct str name, const char *wanted) {
    return name.n == strlen(wanted) && strncasecmp(name.p, wanted, name.n) == 0;
}

struct str header_parameter(struct arena *arena, struct str value, const char *name) {
    struct str rest = value;
    ptrdiff_t semicolon;
    while ((semicolon = str_find(rest, STR(";"))) >= 0) {
        rest = str_trim(str_slice(rest, (size_t)semicolon + 1, rest.n));
        ptrdiff_t equals = str_find(rest, STR("="));
        if (equals < 0)
            return STR_NONE;
        struct str key = str_trim(str_slice(rest, 0, (size_t)equals));
        rest = str_trim(str_slice(rest, (size_t)equals + 1, rest.n));
        bool is_quoted = rest.n && rest.p[0] == '"';
        ptrdiff_t plain_end = str_find(rest, STR(";"));
        size_t end = is_quoted ? quoted_length(rest) : plain_end < 0 ? rest.n : (size_t)plain_end;
        struct str text = str_slice(rest, 0, end);
        if (name_is(key, name))
            return is_quoted ? unquote(arena, text) : str_trim(text);
        rest = str_slice(rest, end, rest.n);
    }
    return STR_NONE;
}

/* Browsers write `"` in names as %22 and line breaks as %0D%0A, and nothing else. */
static struct str without_browser_escapes(struct arena *arena, struct str name) {
    char *out = arena_alloc(arena, name.n + 1);
    size_t length = 0;
    for (size_t i = 0; i < name.n; i++) {
        struct str escape = str_slice(name, i, i + 3 < name.n ? i + 3 : name.n);
        bool quote = str_equal_c(escape, "%22");
        bool line_break = str_equal_c(escape, "%0D") || str_equal_c(escape, "%0A");
        out[length++] = quote ? '"' : line_break ? ' ' : name.p[i];
        if (quote || line_break)
            i += 2;
    }
    return (struct str){out, length};
}

/* RFC 5987: UTF-8''B%E1%BA%A3ng.xlsx */
static const char *read_extended_name(struct arena *arena, struct str value, struct str *ret_name) {
    struct str rest = value;
    struct str charset = str_cut(&rest, '\'');
    if (rest.p)
        str_cut(&rest, '\'');
    if (!rest.p || !name_is(charset, "UTF-8") || !percent_decode(arena, rest, false, ret_name))
        return "a file name in an unknown encoding";
    return NULL;
}

static const char *read_disposition(struct arena *arena, struct str value, struct part *part) {
    struct str rest = value;
    if (!name_is(str_trim(str_cut(&rest, ';')), "form-data"))
        return "a part that is not form-data";
    struct str name = header_parameter(arena, value, "name");
    struct str file_name = header_parameter(arena, value, "filename");
    struct str extended = header_parameter(arena, value, "filename*");
    if (!name.p || part->name.p)
        return "a part without exactly one name";
    part->name = without_browser_escapes(arena, name);
    if (file_name.p)
        part->file_name = without_browser_escapes(arena, file_name);
    return extended.p ? read_extended_name(arena, extended, &part->file_name) : NULL;
}

static const char *read_part_headers(struct arena *arena, struct str text, struct part *ret_part) {
    struct part part = {0};
    struct str rest = text;
    while (rest.p && rest.n) {
        ptrdiff_t end = str_find(rest, STR("\r\n"));
        struct str line = str_slice(rest, 0, end < 0 ? rest.n : (size_t)end);
        rest = end < 0 ? STR_NONE : str_slice(rest, (size_t)end + 2, rest.n);
        struct str value = line;
        struct str name = str_cut(&value, ':');
        if (!value.p || name.n == 0)
            return "a part with a header that is none";
        value = str_trim(value);
        if (name_is(name, "Content-Disposition")) {
            const char *fault = read_disposition(arena, value, &part);
            if (fault)
                return fault;
        } else if (name_is(name, "Content-Transfer-Encoding") && !name_is(value, "binary") &&
                   !name_is(value, "8bit") && !name_is(value, "7bit")) {
            return "a part in a transfer encoding";
        }
    }
    if (!part.name.p)
        return "a part without a name";
    *ret_part = part;
    return NULL;
}

/* The last segment of what may be a whole path, cleaned, for people to read. */
static bool clean_file_name(struct arena *arena, struct str raw, struct str *ret_name) {
    struct str name = raw;
    for (size_t i = raw.n; i > 0; i--)
        if (raw.p[i - 1] == '/' || raw.p[i - 1] == '\\') {
            name = str_slice(raw, i, raw.n);
            break;
        }
    struct str clean;
    if (!utf8_is_valid(name) || !utf8_clean_line(arena, name, &clean))
        return false;
    *ret_name = utf8_head(clean, FILE_NAME_CHARS_MAX);
    return true;
}

/* --- parts ---------------------------------------------------------------------------------- */

static void fail(struct multipart *m, const char *fault) {
    m->fault = m->fault ? m->fault : fault;
}

static void begin_file(struct multipart *m) {
    struct upload upload = {.spool = m->spool, .offset = spool_size(m->spool)};
    if (m->uploads.count >= FORM_UPLOADS_MAX)
        fail(m, "too many files");
    else if (m->part.name.n > FORM_NAME_BYTES_MAX || !utf8_is_valid(m->part.name) ||
             !utf8_clean_text(m->arena, m->part.name, &upload.field) ||
             !clean_file_name(m->arena, m->part.file_name, &upload.file_name))
        fail(m, "a file whose name is not UTF-8");
    if (m->fault)
        return;
    m->upload = ARENA_NEW(m->arena, struct upload);
    *m->upload = upload;
    crypto_hash_sha256_init(&m->digest);
}

static void begin_part(struct multipart *m) {
    struct str head = buf_str(&m->held);
    m->upload = NULL;
    m->heads_bytes += head.n;
    if (m->heads_bytes > HEADS_BYTES_MAX) {
        m->trouble = MULTIPART_TOO_LARGE;
        return;
    }
    m->part = (struct part){0};
    const char *fault = read_part_headers(m->arena, str_copy(m->arena, head), &m->part);
    buf_clear(&m->held);
    if (fault)
        fail(m, fault);
    else if (m->part.file_name.p)
        begin_file(m);
    m->state = IN_CONTENT;
}

static void take_content(struct multipart *m, const char *bytes, size_t count) {
    if (m->fault || m->trouble || count == 0)
        return;
    if (!m->upload) {
        m->fields_bytes += count;
        if (m->fields_bytes > MULTIPART_FIELDS_BYTES_MAX)
            m->trouble = MULTIPART_TOO_LARGE;
        else
            buf_append(&m->held, bytes, count);
        return;
    }
    crypto_hash_sha256_update(&m->digest, (const unsigned char *)bytes, count);
    enum multipart_end trouble = MULTIPART_READ;
    if (!spool_append(m->spool, bytes, count, &trouble))
        m->trouble = trouble;
    m->upload->size += count;
}

static void end_file(struct multipart *m) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * crypto_hash_sha256_BYTES + 1];
    crypto_hash_sha256_final(&m->digest, digest);
    sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    m->upload->sha256 = str_copy(m->arena, str_from_c(hex));
    /* A file input that was left empty. */
    if (m->part.file_name.n || m->upload->size)
        *list_push(m->arena, &m->uploads) = *m->upload;
}

static void end_part(struct multipart *m) {
    m->state = AFTER_BOUNDARY;
    m->matched = 0;
    if (m->fault || m->trouble)
        return;
    if (m->upload) {
        end_file(m);
    } else if (m->part.name.p) {
        const char *fault =
            form_add(m->arena, &m->form, m->part.name, buf_str(&m->held), FORM_FIELDS_MAX);
        if (fault)
            fail(m, fault);
    }
    buf_clear(&m->held);
}

/* --- pieces ----------------------------------------------------------------------------------- */

/* Content up to the delimiter, of which a part may have come with earlier pieces: its bytes are
 * content only once the next one differs. A carriage return stands at its beginning and nowhere
 * else, so no other beginning can hide in what was matched. */
static size_t take_until_delimiter(struct multipart *m, const char *p, size_t n) {
    const struct str wanted = m->delimiter;
    size_t earlier = m->matched; /* matched bytes that are not in this piece */
    size_t from = 0, i = 0;
    while (i < n) {
        if (m->matched == 0) {
            const char *found = memchr(p + i, wanted.p[0], n - i);
            if (!found)
                break;
            i = (size_t)(found - p) + 1;
            m->matched = 1;
        } else if (p[i] == wanted.p[m->matched]) {
            i++;
            if (++m->matched < wanted.n)
                continue;
            if (!earlier)
                take_content(m, p + from, i - wanted.n - from);
            end_part(m);
            return i;
        } else {
            take_content(m, wanted.p, earlier);
            earlier = 0;
            m->matched = 0;
        }
    }
    if (m->matched == 0)
        take_content(m, p + from, n - from);
    else if (!earlier)
        take_content(m, p + from, n - m->matched - from);
    return n;
}

/* The body begins with its boundary: the delimiter without its line break. */
static size_t take_start(struct multipart *m, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != m->delimiter.p[m->matched]) {
            fail(m, "multipart that does not begin with its boundary");
            return n;
        }
        if (++m->matched == m->delimiter.n) {
            m->state = AFTER_BOUNDARY;
            m->matched = 0;
            return i + 1;
        }
    }
    return n;
}

static size_t take_after_boundary(struct multipart *m, const char *p) {
    buf_append(&m->held, p, 1);
    if (m->held.length < 2)
        return 1;
    struct str two = buf_str(&m->held);
    if (str_equal_c(two, "--"))
        m->state = AT_END;
    else if (str_equal_c(two, "\r\n"))
        m->state = IN_HEADERS;
    else
        fail(m, "multipart with a boundary that does not end its line");
    buf_clear(&m->held);
    return 1;
}

static size_t take_headers(struct multipart *m, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (m->held.length >= PART_HEADER_BYTES_MAX) {
            fail(m, "a part without an end of its headers");
            return n;
        }
        buf_append(&m->held, p + i, 1);
        if (p[i] == '\n' && str_ends_with(buf_str(&m->held), STR("\r\n\r\n"))) {
            m->held.length -= 4;
            begin_part(m);
            return i + 1;
        }
    }
    return n;
}

void multipart_take(struct multipart *m, struct str piece) {
    const char *p = piece.p;
    size_t left = piece.n, taken = 0;
    for (; left && !m->fault && !m->trouble; p += taken, left -= taken) {
        switch (m->state) {
        case AT_START:
            taken = take_start(m, p, left);
            break;
        case AFTER_BOUNDARY:
            taken = take_after_boundary(m, p);
            break;
        case IN_HEADERS:
            taken = take_headers(m, p, left);
            break;
        case IN_CONTENT:
            taken = take_until_delimiter(m, p, left);
            break;
        case AT_END:
            return; /* what follows is for nobody */
        }
    }
}

/* --- from beginning to end -------------------------------------------------------------------- */

struct multipart *multipart_new(struct arena *arena, struct str content_type, struct spool *spool) {
    struct multipart *m = ARENA_NEW(arena, struct multipart);
    struct str boundary = header_parameter(arena, content_type, "boundary");
    *m = (struct multipart){.arena = arena, .spool = spool, .matched = 2};
    buf_init(&m->held, MULTIPART_FIELDS_BYTES_MAX);
    if (boundary.n == 0 || boundary.n > BOUNDARY_BYTES_MAX || memchr(boundary.p, '\r', boundary.n))
        fail(m, "multipart without a boundary");
    m->delimiter = str_format(arena, "\r\n--" STR_FMT, STR_ARG(boundary));
    return m;
}

enum multipart_end multipart_finish(struct multipart *m, struct form *form, struct uploads *uploads,
                                    const char **ret_fault) {
    if (!m->trouble && m->state != AT_END)
        fail(m, "multipart without its last boundary");
    if (m->trouble)
        return m->trouble;
    if (m->fault) {
        *ret_fault = m->fault;
        return MULTIPART_FAULTY;
    }
    *form = m->form;
    *uploads = m->uploads;
    return MULTIPART_READ;
}

void multipart_free(struct multipart *m) {
    if (m)
        buf_release(&m->held);
}
