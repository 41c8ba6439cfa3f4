#include "features/scoring/criteria_text.h"

#include "base/buf.h"

#define FIRST_LINE STR("thidua-criteria\t1")

enum { FIELDS_MAX = 18, TEXT_BYTES_MAX = 64 << 20, DEPTH_MAX = 99 };

/* --- writing ---------------------------------------------------------------------------------- */

static void add_field(struct buf *out, struct str text, bool last) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n' || c == '\t' || c == '\\') {
            buf_append_char(out, '\\');
            c = (char)(c == '\n' ? 'n' : c == '\t' ? 't' : '\\');
        }
        buf_append_char(out, c);
    }
    buf_append_char(out, last ? '\n' : '\t');
}

static void add_criterion(struct arena *arena, struct buf *out, const struct criterion *c) {
    const struct str fields[] = {
        STR("row"),
        c->id,
        str_format(arena, "%d", c->depth),
        c->label,
        c->code,
        criterion_kind_code(c->kind),
        decimal_canonical(arena, c->max),
        c->unit_of_measure,
        c->has_target ? decimal_canonical(arena, c->target) : STR("-"),
        decimal_canonical(arena, c->points_each),
        c->bonus_on ? STR("1") : STR("0"),
        c->rule,
        c->for_kind,
        score_stage_code(c->owner),
        rollup_code(c->rollup),
        c->rollup_step == ROLLUP_WEEKS ? STR("week") : STR("month"),
        c->name,
        c->note,
    };
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        add_field(out, fields[i], i + 1 == COUNT_OF(fields));
}

struct str criteria_text_write(struct arena *arena, const struct criteria_document *document) {
    struct buf out CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
    buf_append_str(&out, FIRST_LINE);
    buf_append_c(&out, "\ntitle\t");
    add_field(&out, document->title, true);
    buf_append_c(&out, "notes\t");
    add_field(&out, document->notes, true);
    for (size_t i = 0; i < document->criteria.count; i++)
        add_criterion(arena, &out, &document->criteria.items[i]);
    return str_copy(arena, buf_str(&out));
}

/* --- reading ---------------------------------------------------------------------------------- */

static struct str plain(struct arena *arena, struct str field) {
    char *text = arena_alloc(arena, field.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < field.n; i++) {
        char c = field.p[i];
        if (c == '\\' && i + 1 < field.n) {
            c = field.p[++i];
            c = (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c);
        }
        text[n++] = c;
    }
    text[n] = '\0';
    return (struct str){text, n};
}

/* The fields of the next line; 0 at the end, or for a line of too many. */
static size_t next_line(struct arena *arena, struct str *rest, struct str fields[FIELDS_MAX]) {
    if (!rest->p || !rest->n)
        return 0;
    struct str line = str_cut(rest, '\n');
    size_t count = 0;
    while (line.p) {
        struct str field = str_cut(&line, '\t');
        if (count == FIELDS_MAX)
            return 0;
        fields[count++] = plain(arena, field);
    }
    return count;
}

static bool read_depth(struct str text, int *ret_depth) {
    struct decimal depth;
    if (!decimal_parse(text, &depth) || depth.scale || depth.units < 0 || depth.units > DEPTH_MAX)
        return false;
    *ret_depth = (int)depth.units;
    return true;
}

static bool read_criterion(const struct str f[FIELDS_MAX], struct criterion *ret_criterion) {
    struct criterion c = {
        .id = f[1],
        .label = f[3],
        .code = f[4],
        .unit_of_measure = f[7],
        .has_target = !str_equal_c(f[8], "-"),
        .target = DECIMAL_ZERO,
        .bonus_on = str_equal_c(f[10], "1"),
        .rule = f[11],
        .for_kind = f[12],
        .rollup_step = str_equal_c(f[15], "week") ? ROLLUP_WEEKS : ROLLUP_MONTHS,
        .name = f[16],
        .note = f[17],
        .parent = -1,
    };
    bool fine = read_depth(f[2], &c.depth) && criterion_kind_from_code(f[5], &c.kind) &&
                decimal_parse(f[6], &c.max) && decimal_parse(f[9], &c.points_each) &&
                score_stage_from_code(f[13], &c.owner) && rollup_from_code(f[14], &c.rollup);
    fine = fine && (!c.has_target || decimal_parse(f[8], &c.target));
    *ret_criterion = c;
    return fine;
}

static bool find_parents(struct criteria *criteria) {
    for (size_t i = 0; i < criteria->count; i++) {
        struct criterion *c = &criteria->items[i];
        c->parent = -1;
        if (c->depth > (i ? criteria->items[i - 1].depth + 1 : 0))
            return false;
        for (size_t k = i; c->depth && k-- > 0;)
            if (criteria->items[k].depth < c->depth) {
                c->parent = (ptrdiff_t)k;
                break;
            }
    }
    return true;
}

bool criteria_text_read(struct arena *arena, struct str text,
                        struct criteria_document *ret_document) {
    struct criteria_document document = {.title = STR(""), .notes = STR("")};
    struct str rest = text;
    struct str fields[FIELDS_MAX];
    if (!rest.p || !str_equal(str_cut(&rest, '\n'), FIRST_LINE))
        return false;
    size_t count;
    while ((count = next_line(arena, &rest, fields)) > 0) {
        if (count == 2 && str_equal_c(fields[0], "title"))
            document.title = fields[1];
        else if (count == 2 && str_equal_c(fields[0], "notes"))
            document.notes = fields[1];
        else if (count != FIELDS_MAX || !str_equal_c(fields[0], "row") ||
                 !read_criterion(fields, list_push(arena, &document.criteria)))
            return false;
    }
    *ret_document = document;
    return (!rest.p || !rest.n) && find_parents(&document.criteria);
}

struct criteria criteria_copy(struct arena *arena, const struct criteria *criteria) {
    struct criteria copy = {0};
    for (size_t i = 0; i < criteria->count; i++)
        *list_push(arena, &copy) = criteria->items[i];
    return copy;
}

/* The end of its code: what it adds to its parent's. */
static struct str tail_of(const struct criteria *before, const struct criterion *c) {
    for (size_t i = 0; i < before->count && c->id.n; i++) {
        const struct criterion *old = &before->items[i];
        if (!str_equal(old->id, c->id) || !str_equal(old->label, c->label))
            continue;
        if (old->parent < 0)
            return old->code;
        struct str parent = before->items[old->parent].code;
        if (str_starts_with(old->code, parent) && old->code.n > parent.n + 1)
            return str_slice(old->code, parent.n + 1, old->code.n);
    }
    return c->label;
}

void criteria_settle(struct arena *arena, const struct criteria *before,
                     struct criteria *criteria) {
    for (size_t i = 0; i < criteria->count; i++) {
        struct criterion *c = &criteria->items[i];
        int deepest = i ? criteria->items[i - 1].depth + 1 : 0;
        c->depth = c->depth < 0 ? 0 : c->depth > deepest ? deepest : c->depth;
        c->depth = c->depth > DEPTH_MAX ? DEPTH_MAX : c->depth;
    }
    find_parents(criteria);
    for (size_t i = 0; i < criteria->count; i++) {
        struct criterion *c = &criteria->items[i];
        struct str tail = tail_of(before, c);
        c->code = c->parent < 0
                      ? tail
                      : str_format(arena, STR_FMT "." STR_FMT,
                                   STR_ARG(criteria->items[c->parent].code), STR_ARG(tail));
    }
}
