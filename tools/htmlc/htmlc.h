/* htmlc: compiles templates (docs/developer/templates.md) to C.
 *
 * One pass: the source is parted into text and directives (parts.c); text runs through a small HTML
 * tokenizer (markup.c) that knows at every byte which escape a value needs there; expressions
 * become C (expression.c); compile.c writes the functions. The first mistake ends the program with
 * `file:line: error: …` and status 1. Memory is one arena and is never given back.
 */
#ifndef HTMLC_HTMLC_H
#define HTMLC_HTMLC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buf.h"
#include "base/list.h"
#include "base/str.h"

extern struct arena *htmlc_arena;
extern const char *htmlc_file; /* the template's path, for messages and #line */

_Noreturn void fail(int line, const char *format, ...) PRINTF_LIKE(2, 3);

/* ---- parts.c ---- */

enum part_kind { PART_TEXT, PART_VALUE, PART_DIRECTIVE, PART_COMMENT, PART_END };

struct part {
    enum part_kind kind;
    struct str content; /* without the braces, trimmed; text as it is */
    int line;           /* of its first byte */
    bool alone;         /* a directive or comment that has its line for itself */
};

struct parts {
    struct part *items; /* the last one is PART_END */
    size_t count;
    size_t capacity;
};

void parts_read(struct str source, struct parts *ret_parts);

/* ---- markup.c ---- */

enum markup_place {
    IN_TEXT,
    IN_TAG_OPEN, /* after "<" */
    IN_TAG_NAME,
    IN_TAG,      /* white space was seen: an attribute may begin */
    IN_TAG_TAIL, /* an attribute or the name just ended: white space, "/" or ">" must follow */
    IN_ATTRIBUTE_NAME,
    IN_VALUE_START, /* after "=" */
    IN_VALUE,       /* quoted by `quote` */
    IN_UNQUOTED_VALUE,
    IN_SELF_CLOSING, /* after "/" */
    IN_END_TAG,
    IN_RCDATA,  /* textarea, title: text without tags */
    IN_RAWTEXT, /* script, style: must stay empty */
    IN_COMMENT,
    IN_DOCTYPE,
};

enum attribute_kind {
    ATTRIBUTE_PLAIN,
    ATTRIBUTE_URL,
    ATTRIBUTE_STATIC, /* its value is a language of its own: no values in it */
};

enum { MARKUP_DEPTH_MAX = 64, MARKUP_NAME_MAX = 64 };

struct markup_element {
    struct str name; /* lower case */
    int line;
};

struct markup {
    enum markup_place place;
    char quote;
    enum attribute_kind attribute;
    bool value_began;        /* something stands in the attribute's value already */
    struct str value_prefix; /* the literal text the value began with */
    size_t name_length;
    char name[MARKUP_NAME_MAX]; /* of the tag or attribute being read */
    struct str tag;
    size_t depth;
    size_t floor; /* elements below are not this block's to close */
    struct markup_element open[MARKUP_DEPTH_MAX];
};

bool is_blank(char c);
void markup_init(struct markup *markup);
/* Runs TEXT, which begins at LINE, through the tokenizer and appends what is to be sent. */
void markup_feed(struct markup *markup, struct str text, int line, struct buf *out);
/* White space counts here: <pre>, <textarea>, a quoted value. */
bool markup_keeps_blanks(const struct markup *markup);
/* A directive stands here: names end, and it must be a place where one may stand. */
void markup_meets_directive(struct markup *markup, int line);

enum markup_context { CONTEXT_TEXT, CONTEXT_ATTRIBUTE, CONTEXT_URL_START, CONTEXT_URL_PIECE };
/* Which escape a value needs here; refuses places where none may stand. */
enum markup_context markup_meets_value(struct markup *markup, int line);

/* Both branches must end at the same place with the same elements open; *markup becomes what holds
 * after either. WHAT names the block in the message. */
void markup_join(struct markup *markup, const struct markup *other, int line, const char *what);
/* The template ends here. */
void markup_finish(const struct markup *markup, int line);

/* ---- expression.c ---- */

enum symbol_kind {
    SYMBOL_VALUE,   /* a parameter, or a loop's index */
    SYMBOL_POINTER, /* a pointer parameter */
    SYMBOL_ITEM,    /* a loop variable: points at the item */
};

struct symbol {
    struct str name;
    enum symbol_kind kind;
};

struct scope {
    struct symbol *items;
    size_t count;
    size_t capacity;
};

struct expression_reader {
    struct str rest;
    int line;
    const struct scope *scope;
    struct buf *asserts; /* static assertions that must stand before the statement */
    bool *uses_assets;   /* set where asset("…") was read */
};

bool is_identifier_char(char c);
/* Each of these appends C to OUT and moves on in reader->rest. */
void expression_value(struct expression_reader *reader, enum markup_context context,
                      struct buf *out);
void expression_condition(struct expression_reader *reader, struct buf *out);
void expression_arguments(struct expression_reader *reader, struct buf *out); /* "(a, b)" */
/* The list of a loop; either count is an own path or it is LIST.count. */
void expression_list(struct expression_reader *reader, struct buf *ret_items,
                     struct buf *ret_count);
struct str expression_identifier(struct expression_reader *reader, const char *what);
bool expression_take(struct expression_reader *reader, const char *token);
void expression_end(const struct expression_reader *reader);

/* ---- compile.c ---- */

/* Reads the whole template file; writes the header's and the C file's content. */
void compile(struct str source, const char *header_name, struct buf *ret_header,
             struct buf *ret_code);

#endif
