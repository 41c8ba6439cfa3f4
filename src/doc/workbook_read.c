#include "doc/workbook_read.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/list.h"
#include "doc/workbook_wire.h"
#include "sys/sandbox.h"

enum { READ_BYTES = 64 * 1024, KEPT_BYTES_MAX = 64 << 20 };

/* What is kept begins with this; another one is not understood. */
#define KEPT_MARK "tdcells1"

static const char *program = "/proc/self/exe";

void workbook_reader_set_program(const char *path) {
    program = path ? path : "/proc/self/exe";
}

/* ---- starting and ending the child ---- */

struct child {
    pid_t pid;
    int answer; /* the pipe it writes to */
};

static void close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A file in memory: the child may die at any moment and nobody blocks on writing to it. */
static const struct err *put_order(const struct workbook_file *file,
                                   const struct wire_reader *reader, int *ret_fd) {
    int fd CLEANUP(close_fd) = memfd_create("workbook", MFD_CLOEXEC);
    if (fd < 0)
        return ERR(ERR_INTERNAL, "no memory for a workbook: %s", strerror(errno));
    struct wire_order order = {
        .file_bytes = file->size,
        .file_offset = file->offset,
        .file_is_apart = file->descriptor >= 0,
        .limits = *reader->limits,
        .asks_for_locks = reader->asked_for_locks,
        .asks_for_look = reader->asked_for_look,
        .asks_for_thumbnail = reader->asked_for_thumbnail,
    };
    memcpy(order.mark, WIRE_MARK, sizeof(order.mark));
    order.words_bytes = (uint32_t)(reader->look_for.n < sizeof(order.words) ? reader->look_for.n
                                                                            : sizeof(order.words));
    if (order.words_bytes)
        memcpy(order.words, reader->look_for.p, order.words_bytes);
    struct str parts[] = {{(const char *)&order, sizeof(order)}, file->bytes};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        for (size_t at = 0; at < parts[i].n;) {
            ssize_t count = write(fd, parts[i].p + at, parts[i].n - at);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return ERR(err_kind_of_errno(errno), "a workbook cannot be handed to its reader");
            at += (size_t)count;
        }
    if (lseek(fd, 0, SEEK_SET) != 0)
        return ERR(ERR_INTERNAL, "a workbook cannot be handed to its reader");
    *ret_fd = fd;
    fd = -1;
    return NULL;
}

static int set_up_spawn(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
                        int input, int output, int file) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO);
    failed |= posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
#ifndef __SANITIZE_ADDRESS__ /* its reports go there */
    failed |= posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
    if (file >= 0)
        failed |= posix_spawn_file_actions_adddup2(actions, file, WIRE_FILE);
    failed |= posix_spawn_file_actions_addclosefrom_np(actions, file >= 0 ? WIRE_FILE + 1
                                                                          : STDERR_FILENO + 1);
    failed |= posix_spawnattr_setsigmask(attributes, &none);
    failed |= posix_spawnattr_setsigdefault(attributes, &all);
    failed |= posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return failed;
}

static const struct err *spawn_with(int input, int output, int file, pid_t *ret_pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char name[] = "thidua", argument[] = WORKBOOK_CHILD_ARGUMENT;
    char *arguments[] = {name, argument, NULL}, *environment[] = {NULL};
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int failed = set_up_spawn(&actions, &attributes, input, output, file);
    if (!failed)
        failed = posix_spawn(ret_pid, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed ? ERR(ERR_INTERNAL, "the reader of workbooks cannot be started: %s",
                        strerror(failed))
                  : NULL;
}

/* For reading alone, with a position of its own; *ret_fd stays -1 where there is none. */
static const struct err *open_apart(const struct workbook_file *file, int *ret_fd) {
    char path[64];
    if (file->descriptor < 0)
        return NULL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file->descriptor);
    *ret_fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (*ret_fd < 0 || fstat(*ret_fd, &status) != 0)
        return ERR(ERR_INTERNAL, "a workbook cannot be opened for its reader: %s", strerror(errno));
    if (file->offset > (uint64_t)status.st_size ||
        file->size > (uint64_t)status.st_size - file->offset)
        return ERR(ERR_INTERNAL, "a workbook's file ends before it does");
    return NULL;
}

static const struct err *start(const struct workbook_file *file, const struct wire_reader *reader,
                               struct child *ret_child) {
    int input CLEANUP(close_fd) = -1;
    int apart CLEANUP(close_fd) = -1;
    int ends[2];
    TRY(open_apart(file, &apart));
    TRY(put_order(file, reader, &input));
    if (pipe2(ends, O_CLOEXEC) != 0)
        return ERR(ERR_INTERNAL, "no pipe for a workbook: %s", strerror(errno));
    int from CLEANUP(close_fd) = ends[0];
    int to CLEANUP(close_fd) = ends[1];
    TRY(spawn_with(input, to, apart, &ret_child->pid));
    ret_child->answer = from;
    from = -1;
    return NULL;
}

/* Ends the child whatever it does; true where it had ended well by itself. */
static bool finish(struct child *child, bool must_be_killed) {
    int status = 0;
    close_fd(&child->answer);
    if (must_be_killed)
        kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0)
        if (errno != EINTR)
            return !must_be_killed; /* somebody else collects children: the answer must do */
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- listening ---- */

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct listener {
    struct wire_reader reader;
    struct child child;
    int64_t wait_left_ms;
    struct buf *kept; /* all records as they came; NULL: not wanted */
    char *bytes;      /* of `capacity`; what is not yet taken apart is at [from, to) */
    size_t capacity;
    size_t from;
    size_t to;
};

enum heard { HEARD_SOMETHING, HEARD_THE_END, HEARD_NONSENSE, HEARD_NOTHING_IN_TIME };

/* Only the waiting counts, not what the visitor does with the rows. */
static bool wait_for_bytes(struct listener *listener) {
    while (listener->wait_left_ms > 0) {
        struct pollfd poll_fd = {.fd = listener->child.answer, .events = POLLIN};
        int64_t before = now_ms();
        int ready = poll(&poll_fd, 1, (int)listener->wait_left_ms);
        listener->wait_left_ms -= now_ms() - before;
        if (ready > 0)
            return true;
    }
    return false;
}

/* Room for a whole record of LENGTH bytes, and for one more read. */
static void make_room(struct listener *listener, size_t length) {
    size_t held = listener->to - listener->from;
    if (listener->from) {
        memmove(listener->bytes, listener->bytes + listener->from, held);
        listener->from = 0;
        listener->to = held;
    }
    size_t needed = (length > held ? length : held) + READ_BYTES;
    if (needed <= listener->capacity)
        return;
    char *bytes = realloc(listener->bytes, needed);
    if (!bytes)
        abort(); /* bounded by WIRE_RECORD_MAX_BYTES */
    listener->bytes = bytes;
    listener->capacity = needed;
}

static enum heard read_more(struct listener *listener) {
    if (!wait_for_bytes(listener))
        return HEARD_NOTHING_IN_TIME;
    ssize_t count = read(listener->child.answer, listener->bytes + listener->to,
                         listener->capacity - listener->to);
    if (count < 0)
        return errno == EINTR ? HEARD_SOMETHING : HEARD_NONSENSE;
    listener->to += (size_t)count;
    return count ? HEARD_SOMETHING : HEARD_THE_END;
}

/* All whole records that have come. */
static enum heard take_records(struct listener *listener, const struct err **ret_err) {
    for (;;) {
        struct str held = {listener->bytes + listener->from, listener->to - listener->from};
        size_t needed;
        const char *record = held.p;
        enum wire_taken taken = wire_take_record(&listener->reader, &held, &needed, ret_err);
        listener->from = listener->to - held.n;
        if (taken == WIRE_TAKEN && listener->kept)
            buf_append(listener->kept, record, (size_t)(held.p - record));
        if (taken == WIRE_NONSENSE)
            return HEARD_NONSENSE;
        if (taken == WIRE_TOO_SHORT)
            make_room(listener, needed);
        if (taken == WIRE_TOO_SHORT || *ret_err)
            return HEARD_SOMETHING;
    }
}

static enum heard listen_to_end(struct listener *listener, const struct err **ret_err) {
    enum heard heard = HEARD_SOMETHING;
    make_room(listener, READ_BYTES);
    while (heard == HEARD_SOMETHING && !*ret_err) {
        heard = read_more(listener);
        if (heard == HEARD_SOMETHING)
            heard = take_records(listener, ret_err);
    }
    if (heard == HEARD_THE_END && (!listener->reader.finished || listener->from != listener->to))
        return HEARD_NONSENSE; /* it died in the middle */
    return heard;
}

/* The whole talk with one child, from its start to its end. */
static const struct err *converse(struct listener *listener, const struct workbook_file *file,
                                  struct message *ret_fault) {
    TRY(start(file, &listener->reader, &listener->child));
    const struct err *err = NULL;
    enum heard heard = listen_to_end(listener, &err);
    bool ended_well = finish(&listener->child, heard != HEARD_THE_END);
    free(listener->bytes);
    if (err)
        return err;
    *ret_fault = listener->reader.fault;
    if (heard == HEARD_NOTHING_IN_TIME)
        *ret_fault = MESSAGE(MSG_workbook_too_slow);
    else if (heard == HEARD_NONSENSE || !ended_well)
        *ret_fault = MESSAGE(MSG_workbook_reader_failed);
    return NULL;
}

/* Faults that need no reader. */
static struct message fault_before(struct arena *arena, const struct workbook_file *file,
                                   const struct workbook_limits *limits) {
    if (file->size == 0)
        return MESSAGE(MSG_workbook_empty);
    if (file->size > limits->max_file_bytes)
        return MESSAGE_WITH(MSG_workbook_file_too_large,
                            str_format(arena, "%zu", limits->max_file_bytes >> 20));
    return MESSAGE(MSG_none);
}

struct workbook_file workbook_file_of(struct str bytes) {
    return (struct workbook_file){.bytes = bytes, .descriptor = -1, .size = bytes.n};
}

/* KEPT is emptied where the child did not end well: what came is not the whole. */
static const struct err *stream(struct arena *arena, const struct workbook_file *file,
                                const struct workbook_limits *limits,
                                const struct workbook_visitor *visitor, struct buf *kept,
                                struct message *ret_fault) {
    struct workbook_limits limits_used = limits ? *limits : WORKBOOK_LIMITS_DEFAULT;
    struct message fault = fault_before(arena, file, &limits_used);
    if (fault.id) {
        *ret_fault = fault;
        return NULL;
    }
    struct arena *cells CLEANUP(arena_cleanup) = arena_new(0);
    struct listener listener = {
        .reader = {.limits = &limits_used, .visitor = visitor, .arena = arena, .cells = cells},
        .wait_left_ms = limits_used.max_wait_ms,
        .kept = kept,
    };
    TRY(converse(&listener, file, &fault));
    if (kept && (fault.id != listener.reader.fault.id || !listener.reader.finished))
        buf_clear(kept);
    *ret_fault = fault;
    return NULL;
}

const struct err *workbook_stream(struct arena *arena, struct str file,
                                  const struct workbook_limits *limits,
                                  const struct workbook_visitor *visitor,
                                  struct message *ret_fault) {
    struct workbook_file in_memory = workbook_file_of(file);
    return stream(arena, &in_memory, limits, visitor, NULL, ret_fault);
}

const struct err *workbook_reader_locks(unsigned *ret_locks) {
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct listener listener = {
        .reader = {.limits = &limits, .asked_for_locks = true},
        .wait_left_ms = limits.max_wait_ms,
    };
    struct message fault;
    struct workbook_file none = workbook_file_of(STR(""));
    TRY(converse(&listener, &none, &fault));
    *ret_locks = fault.id ? (unsigned)SANDBOX_FAILED : listener.reader.locks;
    return NULL;
}

const struct err *file_look(struct arena *arena, const struct workbook_file *file,
                            struct file_look *ret_look, struct message *ret_fault) {
    return file_look_for(arena, file, STR(""), ret_look, ret_fault);
}

const struct err *file_look_for(struct arena *arena, const struct workbook_file *file,
                                struct str words, struct file_look *ret_look,
                                struct message *ret_fault) {
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct listener listener = {
        .reader = {.limits = &limits, .arena = arena, .asked_for_look = true, .look_for = words},
        .wait_left_ms = limits.max_wait_ms,
    };
    *ret_fault = MESSAGE(MSG_none);
    if (file->size == 0) {
        *ret_look = (struct file_look){.kind = FILE_KIND_OTHER};
        return NULL;
    }
    TRY(converse(&listener, file, ret_fault));
    *ret_look = listener.reader.look;
    return NULL;
}

const struct err *thumbnail_make(struct arena *arena, const struct workbook_file *file,
                                 struct thumbnail *ret_thumbnail) {
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct listener listener = {
        .reader = {.limits = &limits, .arena = arena, .asked_for_thumbnail = true},
        .wait_left_ms = limits.max_wait_ms,
    };
    struct message fault = MESSAGE(MSG_none);
    *ret_thumbnail = (struct thumbnail){.jpeg = STR("")};
    if (file->size == 0)
        return NULL;
    TRY(converse(&listener, file, &fault));
    if (!fault.id)
        *ret_thumbnail = listener.reader.thumbnail;
    return NULL;
}

/* ---- the whole workbook ---- */

struct collector {
    struct arena *arena;
    LIST(struct workbook_sheet) sheets;
    LIST(struct workbook_property) properties;
    LIST(struct workbook_merge) merges; /* of the last sheet */
};

static struct workbook_sheet *last_sheet(struct collector *collector) {
    return &collector->sheets.items[collector->sheets.count - 1];
}

static const struct err *collect_property(void *context, struct str name, struct str value) {
    struct collector *collector = context;
    struct arena *arena = collector->arena;
    *list_push(arena, &collector->properties) =
        (struct workbook_property){str_copy(arena, name), str_copy(arena, value)};
    return NULL;
}

static const struct err *collect_sheet(void *context, struct str name, bool hidden) {
    struct collector *collector = context;
    *list_push(collector->arena, &collector->sheets) =
        (struct workbook_sheet){.name = str_copy(collector->arena, name), .hidden = hidden};
    collector->merges.items = NULL;
    collector->merges.count = collector->merges.capacity = 0;
    return NULL;
}

static const struct err *collect_row(void *context, uint32_t row, const struct workbook_cell *cells,
                                     size_t count) {
    struct collector *collector = context;
    struct workbook_sheet *sheet = last_sheet(collector);
    for (size_t i = 0; i < count; i++) {
        struct workbook_cell *cell = list_push(collector->arena, sheet);
        *cell = cells[i];
        cell->text = str_copy(collector->arena, cells[i].text);
    }
    sheet->rows = row;
    if (cells[count - 1].column > sheet->columns)
        sheet->columns = cells[count - 1].column;
    return NULL;
}

static const struct err *collect_merge(void *context, struct workbook_merge merge) {
    struct collector *collector = context;
    *list_push(collector->arena, &collector->merges) = merge;
    return NULL;
}

static const struct err *collect_sheet_end(void *context, bool columns_were_cut) {
    struct collector *collector = context;
    struct workbook_sheet *sheet = last_sheet(collector);
    sheet->columns_were_cut = columns_were_cut;
    sheet->merges = collector->merges.items;
    sheet->merge_count = collector->merges.count;
    return NULL;
}

static struct workbook_visitor visitor_of(struct collector *collector) {
    return (struct workbook_visitor){
        .context = collector,
        .property = collect_property,
        .sheet_begins = collect_sheet,
        .row = collect_row,
        .merge = collect_merge,
        .sheet_ends = collect_sheet_end,
    };
}

static struct workbook workbook_of(const struct collector *collector) {
    return (struct workbook){
        .sheets = collector->sheets.items,
        .sheet_count = collector->sheets.count,
        .properties = collector->properties.items,
        .property_count = collector->properties.count,
    };
}

const struct err *workbook_read(struct arena *arena, struct str file,
                                const struct workbook_limits *limits, struct workbook *ret_workbook,
                                struct message *ret_fault) {
    struct workbook_file in_memory = workbook_file_of(file);
    return workbook_read_file(arena, &in_memory, limits, ret_workbook, ret_fault);
}

const struct err *workbook_read_file(struct arena *arena, const struct workbook_file *file,
                                     const struct workbook_limits *limits,
                                     struct workbook *ret_workbook, struct message *ret_fault) {
    struct collector collector = {.arena = arena};
    struct workbook_visitor visitor = visitor_of(&collector);
    TRY(stream(arena, file, limits, &visitor, NULL, ret_fault));
    if (!ret_fault->id)
        *ret_workbook = workbook_of(&collector);
    return NULL;
}

/* ---- kept and read again ---- */

const struct err *workbook_read_keeping(struct arena *arena, struct str file,
                                        const struct workbook_limits *limits,
                                        struct workbook *ret_workbook, struct message *ret_fault,
                                        struct str *ret_cells) {
    struct workbook_file in_memory = workbook_file_of(file);
    struct collector collector = {.arena = arena};
    struct workbook_visitor visitor = visitor_of(&collector);
    struct buf kept CLEANUP(buf_release) = BUF_INIT(KEPT_BYTES_MAX);
    TRY(stream(arena, &in_memory, limits, &visitor, &kept, ret_fault));
    *ret_cells = STR_NONE;
    if (kept.length && !kept.overflowed)
        *ret_cells = str_concat(arena, STR(KEPT_MARK), buf_str(&kept));
    if (!ret_fault->id)
        *ret_workbook = workbook_of(&collector);
    return NULL;
}

bool workbook_from_cells(struct arena *arena, struct str cells,
                         const struct workbook_limits *limits, struct workbook *ret_workbook,
                         struct message *ret_fault) {
    struct workbook_limits limits_used = limits ? *limits : WORKBOOK_LIMITS_DEFAULT;
    struct arena *row CLEANUP(arena_cleanup) = arena_new(0);
    struct collector collector = {.arena = arena};
    struct workbook_visitor visitor = visitor_of(&collector);
    struct wire_reader reader = {
        .limits = &limits_used, .visitor = &visitor, .arena = arena, .cells = row};
    const struct err *err = NULL;
    size_t needed;
    if (!str_starts_with(cells, STR(KEPT_MARK)))
        return false;
    struct str left = str_slice(cells, STR(KEPT_MARK).n, cells.n);
    while (left.n && !reader.finished)
        if (wire_take_record(&reader, &left, &needed, &err) != WIRE_TAKEN || err)
            return false;
    if (!reader.finished || left.n)
        return false;
    *ret_fault = reader.fault;
    if (!ret_fault->id)
        *ret_workbook = workbook_of(&collector);
    return true;
}

/* ---- looking things up ---- */

const struct workbook_cell *workbook_cell_at(const struct workbook_sheet *sheet, uint32_t row,
                                             uint32_t column) {
    size_t low = 0, high = sheet->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct workbook_cell *cell = &sheet->items[middle];
        if (cell->row == row && cell->column == column)
            return cell;
        if (cell->row < row || (cell->row == row && cell->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct str workbook_property_of(const struct workbook *workbook, struct str name) {
    for (size_t i = 0; i < workbook->property_count; i++)
        if (str_equal(workbook->properties[i].name, name))
            return workbook->properties[i].value;
    return STR_NONE;
}

struct str workbook_cell_name(struct arena *arena, uint32_t row, uint32_t column) {
    char letters[8];
    char *start = letters + sizeof(letters) - 1;
    *start = 0;
    for (; column; column = (column - 1) / 26)
        *--start = (char)('A' + (column - 1) % 26);
    return row ? str_format(arena, "%s%u", start, row) : str_format(arena, "%s", start);
}
