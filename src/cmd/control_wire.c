#include "cmd/control_wire.h"

#include <string.h>

static bool take_number(struct str *rest, uint32_t *ret_number) {
    if (rest->n < sizeof(*ret_number))
        return false;
    memcpy(ret_number, rest->p, sizeof(*ret_number));
    *rest = str_slice(*rest, sizeof(*ret_number), rest->n);
    return true;
}

/* A text that can be a C string. */
static bool take_text(struct str *rest, struct str *ret_text) {
    uint32_t length;
    if (!take_number(rest, &length) || length > rest->n || memchr(rest->p, 0, length))
        return false;
    *ret_text = str_slice(*rest, 0, length);
    *rest = str_slice(*rest, length, rest->n);
    return true;
}

static const char *read_arguments(struct arena *arena, struct str rest,
                                  struct control_packet *packet) {
    uint32_t count, lang;
    if (!take_number(&rest, &lang) || lang >= LANG_COUNT)
        return "a request in no language of ours";
    if (!take_number(&rest, &count) || count == 0 || count > CONTROL_ARGUMENTS_MAX)
        return "a request with too many words, or none";
    char **arguments = ARENA_ARRAY(arena, char *, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        struct str text;
        if (!take_text(&rest, &text))
            return "a request with a word that is none";
        char *copy = arena_alloc(arena, text.n + 1);
        memcpy(copy, text.p, text.n);
        copy[text.n] = 0;
        arguments[i] = copy;
    }
    arguments[count] = NULL;
    if (rest.n)
        return "a request with something behind it";
    packet->lang = (enum lang)lang;
    packet->argument_count = count;
    packet->arguments = arguments;
    return NULL;
}

static const char *read_request(struct arena *arena, struct str rest,
                                struct control_packet *packet) {
    struct str version;
    if (!take_number(&rest, &packet->protocol) || !take_text(&rest, &version) ||
        version.n > CONTROL_VERSION_BYTES_MAX)
        return "a request without a version";
    packet->version = str_copy(arena, version);
    return packet->protocol == CONTROL_PROTOCOL ? read_arguments(arena, rest, packet) : NULL;
}

const char *control_read(struct arena *arena, struct str packet,
                         struct control_packet *ret_packet) {
    *ret_packet = (struct control_packet){0};
    if (packet.n == 0)
        return "an empty packet";
    struct str rest = str_slice(packet, 1, packet.n);
    ret_packet->type = (enum control_type)(unsigned char)packet.p[0];
    uint32_t status;
    switch (ret_packet->type) {
    case CONTROL_REQUEST:
        return read_request(arena, rest, ret_packet);
    case CONTROL_FILE:
        return take_number(&rest, &ret_packet->argument) &&
                       take_number(&rest, &ret_packet->error_number) && rest.n == 0
                   ? NULL
                   : "a file that is none";
    case CONTROL_EXIT:
        if (!take_number(&rest, &status) || rest.n || status > 255)
            return "an exit status that is none";
        ret_packet->status = (int)status;
        return NULL;
    case CONTROL_GO:
    case CONTROL_CANCEL:
        return rest.n ? "a packet with something behind it" : NULL;
    case CONTROL_OUT:
    case CONTROL_ERR:
    case CONTROL_REFUSED:
        ret_packet->bytes = rest;
        return NULL;
    }
    return "a packet of an unknown type";
}

static void put_number(struct buf *out, uint32_t number) {
    buf_append(out, &number, sizeof(number));
}

static void put_text(struct buf *out, struct str text) {
    put_number(out, (uint32_t)text.n);
    buf_append_str(out, text);
}

static void begin(struct buf *out, enum control_type type) {
    buf_clear(out);
    buf_append_char(out, (char)type);
}

void control_write_request(struct buf *out, struct str version, enum lang lang, size_t count,
                           const char *const *arguments) {
    begin(out, CONTROL_REQUEST);
    put_number(out, CONTROL_PROTOCOL);
    put_text(out, version);
    put_number(out, (uint32_t)lang);
    put_number(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        put_text(out, str_from_c(arguments[i]));
}

void control_write_file(struct buf *out, uint32_t argument, uint32_t error_number) {
    begin(out, CONTROL_FILE);
    put_number(out, argument);
    put_number(out, error_number);
}

void control_write_exit(struct buf *out, int status) {
    begin(out, CONTROL_EXIT);
    put_number(out, (uint32_t)status);
}

void control_write_bytes(struct buf *out, enum control_type type, struct str bytes) {
    begin(out, type);
    buf_append_str(out, bytes);
}
