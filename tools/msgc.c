/* msgc: compiles the message catalogues i18n/{vi,en}/ROOM.msg.
 *
 *     msgc message_ids.h message_tables.c CATALOGUE.msg…
 *
 * A line is `key = text`; lines that begin with # and empty lines are passed over. The id of a
 * message is MSG_room_key. The build fails when a key is in one language only, appears twice, or
 * when the two languages use different placeholders {0} … {5}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/list.h"

enum { LANGUAGES = 2 };
static const char *const LANGUAGE_NAMES[LANGUAGES] = {"vi", "en"};

struct entry {
    struct str room;
    struct str key;
    struct str text[LANGUAGES];
    const char *file;
    int line;
    int place; /* in the order of reading */
};

static struct arena *arena;
static LIST(struct entry) entries;
static int faults;

static void fault(const char *file, int line, const char *what, struct str about) {
    fprintf(stderr, "%s:%d: error: %s: " STR_FMT "\n", file, line, what, STR_ARG(about));
    faults++;
}

static struct str read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    struct buf content = BUF_INIT((size_t)4 << 20);
    char chunk[8192];
    size_t count;
    while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_append(&content, chunk, count);
    fclose(file);
    struct str text = str_copy(arena, buf_str(&content));
    buf_release(&content);
    return text;
}

static struct entry *find(struct str room, struct str key) {
    for (size_t i = 0; i < entries.count; i++)
        if (str_equal(entries.items[i].room, room) && str_equal(entries.items[i].key, key))
            return &entries.items[i];
    return NULL;
}

static bool is_key(struct str key) {
    for (size_t i = 0; i < key.n; i++)
        if (!(key.p[i] >= 'a' && key.p[i] <= 'z') && !(key.p[i] >= '0' && key.p[i] <= '9') &&
            key.p[i] != '_')
            return false;
    return key.n > 0;
}

/* A bit for each placeholder the text uses. */
static unsigned placeholders(struct str text) {
    unsigned used = 0;
    for (size_t i = 0; i + 2 < text.n; i++)
        if (text.p[i] == '{' && text.p[i + 1] >= '0' && text.p[i + 1] <= '5' &&
            text.p[i + 2] == '}')
            used |= 1u << (text.p[i + 1] - '0');
    return used;
}

static bool has_control(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F)
            return true;
    return false;
}

/* "scoring" of i18n/vi/scoring.msg; absent where the name is no such name. */
static struct str room_of(const char *path) {
    const char *slash = strrchr(path, '/');
    struct str name = str_from_c(slash ? slash + 1 : path);
    if (!str_ends_with(name, STR(".msg")))
        return STR_NONE;
    struct str room = str_slice(name, 0, name.n - strlen(".msg"));
    return is_key(room) ? room : STR_NONE;
}

static void read_catalogue(const char *path, struct str room, struct str rest, int language) {
    for (int line = 1; rest.p; line++) {
        struct str text = str_trim(str_cut(&rest, '\n'));
        if (str_is_empty(text) || text.p[0] == '#')
            continue;
        if (has_control(text)) {
            fault(path, line, "a control character", STR("text has none, not even a tab"));
            continue;
        }
        struct str value = text;
        struct str key = str_trim(str_cut(&value, '='));
        if (!value.p || !is_key(key)) {
            fault(path, line, "expected `key = text`", text);
            continue;
        }
        struct entry *entry = find(room, key);
        if (!entry) {
            entry = list_push(arena, &entries);
            *entry = (struct entry){.room = room, .key = key, .file = path, .line = line};
        }
        if (entry->text[language].p)
            fault(path, line, "the key appears twice", key);
        entry->text[language] = str_trim(value);
    }
}

static void check(void) {
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *e = &entries.items[i];
        for (int language = 0; language < LANGUAGES; language++)
            if (!e->text[language].p) {
                fprintf(stderr, "language %s: ", LANGUAGE_NAMES[language]);
                fault(e->file, e->line, "the key is missing in this language", e->key);
            }
        if (e->text[0].p && e->text[1].p && placeholders(e->text[0]) != placeholders(e->text[1]))
            fault(e->file, e->line, "the languages use different placeholders", e->key);
    }
}

static FILE *output_open(const char *path) {
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    return out;
}

static void output_close(FILE *out, const char *path) {
    if (fclose(out) != 0) {
        perror(path);
        exit(1);
    }
}

/* The numbers of a room follow from its name, so that a sentence more here changes no number there:
 * what does not say a changed number need not be compiled again. */
enum { ROOM_BITS = 20, ENTRY_BITS = 10 };

static unsigned room_number(struct str room) {
    unsigned number = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < room.n; i++)
        number = (number ^ (unsigned char)room.p[i]) * 16777619u;
    number = (number ^ (number >> ROOM_BITS)) & ((1u << ROOM_BITS) - 1);
    return number ? number : 1; /* MSG_none is 0 */
}

/* How many entries of the same room are before it. */
static unsigned place_in_room(size_t index) {
    unsigned place = 0;
    while (place < index &&
           str_equal(entries.items[index - place - 1].room, entries.items[index].room))
        place++;
    return place;
}

static int by_room(const void *left, const void *right) {
    const struct entry *a = left;
    const struct entry *b = right;
    unsigned first = room_number(a->room);
    unsigned second = room_number(b->room);
    if (first != second)
        return first < second ? -1 : 1;
    int names = str_compare(a->room, b->room);
    return names ? names : a->place - b->place;
}

/* The rooms by their numbers, each with its entries in the order of its catalogue. */
static void order_entries(void) {
    for (size_t i = 0; i < entries.count; i++)
        entries.items[i].place = (int)i;
    qsort(entries.items, entries.count, sizeof(*entries.items), by_room);
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *e = &entries.items[i];
        if (i && !str_equal(e->room, e[-1].room) && room_number(e->room) == room_number(e[-1].room))
            fault(e->file, 1, "the room's number is taken by another: give it another name",
                  e->room);
        if (place_in_room(i) >> ENTRY_BITS)
            fault(e->file, e->line, "too many sentences for one room", e->room);
    }
}

static void write_ids(FILE *out) {
    fputs("/* generated by msgc */\n#ifndef MESSAGE_IDS_H\n#define MESSAGE_IDS_H\n"
          "enum msg_id { MSG_none, MSG_largest = 0x3fffffff };\n",
          out);
    for (size_t i = 0; i < entries.count; i++)
        fprintf(out, "#define MSG_" STR_FMT "_" STR_FMT " ((enum msg_id)%u)\n",
                STR_ARG(entries.items[i].room), STR_ARG(entries.items[i].key),
                room_number(entries.items[i].room) << ENTRY_BITS | place_in_room(i));
    /* For templates: how many arguments each message takes, checked when they are compiled. */
    for (size_t i = 0; i < entries.count; i++) {
        unsigned used = placeholders(entries.items[i].text[0]);
        int arguments = 0;
        while (used >> arguments)
            arguments++;
        fprintf(out, "#define MSG_ARGS_" STR_FMT "_" STR_FMT " %d\n",
                STR_ARG(entries.items[i].room), STR_ARG(entries.items[i].key), arguments);
    }
    fputs("#endif\n", out);
}

static void write_literal(FILE *out, struct str text) {
    fputc('"', out);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\' && i + 1 < text.n && text.p[i + 1] == 'n') {
            fputs("\\n", out);
            i++;
        } else if (text.p[i] == '"' || text.p[i] == '\\') {
            fprintf(out, "\\%c", text.p[i]);
        } else if (text.p[i] == '?') {
            fputs("\\?", out); /* no trigraphs */
        } else {
            fputc(text.p[i], out);
        }
    }
    fputc('"', out);
}

static void write_row(FILE *out, const struct entry *e) {
    fprintf(out, "    {STR_INIT(\"" STR_FMT "." STR_FMT "\"), {STR_INIT(", STR_ARG(e->room),
            STR_ARG(e->key));
    write_literal(out, e->text[0]);
    fputs("), STR_INIT(", out);
    write_literal(out, e->text[1]);
    fputs(")}},\n", out);
}

static void write_tables(FILE *out) {
    fputs("/* generated by msgc */\n#include \"text/message_table.h\"\n"
          "const struct message_row message_rows[] = {\n"
          "    {STR_INIT(\"none\"), {STR_INIT(\"\"), STR_INIT(\"\")}},\n",
          out);
    for (size_t i = 0; i < entries.count; i++)
        write_row(out, &entries.items[i]);
    fputs("};\nconst size_t message_row_count = COUNT_OF(message_rows);\n"
          "const struct message_room message_rooms[] = {\n    {0, 0},\n",
          out);
    size_t rooms = 1;
    for (size_t i = 0; i < entries.count; i++)
        if (place_in_room(i) == 0) {
            fprintf(out, "    {%u, %zu},\n", room_number(entries.items[i].room), i + 1);
            rooms++;
        }
    fprintf(out, "};\nconst size_t message_room_count = %zu;\n", rooms);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fputs("usage: msgc IDS.h TABLES.c FILE.msg…\n", stderr);
        return 2;
    }
    arena = arena_new(0);
    for (int i = 3; i < argc; i++) {
        struct str room = room_of(argv[i]);
        if (room.p)
            read_catalogue(argv[i], room, read_file(argv[i]), strstr(argv[i], "/en/") ? 1 : 0);
        else
            fault(argv[i], 1, "a catalogue is called", STR("room.msg"));
    }
    check();
    order_entries();
    if (faults)
        return 1;
    FILE *ids = output_open(argv[1]);
    write_ids(ids);
    output_close(ids, argv[1]);
    FILE *tables = output_open(argv[2]);
    write_tables(tables);
    output_close(tables, argv[2]);
    arena_free(arena);
    return 0;
}
