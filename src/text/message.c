#include "text/message.h"

#include <string.h>

#include "base/buf.h"
#include "text/message_table.h"

enum { MESSAGE_BYTES_MAX = 1 << 20 };

static const struct message_row *row_of(enum msg_id id) {
    unsigned number = (unsigned)id >> MESSAGE_PLACE_BITS;
    size_t low = 0;
    size_t high = message_room_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (message_rooms[middle].number <= number)
            low = middle;
        else
            high = middle;
    }
    return &message_rows[message_rooms[low].first +
                         ((unsigned)id & ((1u << MESSAGE_PLACE_BITS) - 1))];
}

struct str message_plain(enum lang lang, enum msg_id id) {
    return row_of(id)->text[lang];
}

struct str message_text(struct arena *arena, enum lang lang, struct message message) {
    struct str text = message_plain(lang, message.id);
    struct buf out = BUF_INIT(MESSAGE_BYTES_MAX);
    for (size_t i = 0; i < text.n; i++) {
        bool placeholder = i + 2 < text.n && text.p[i] == '{' && text.p[i + 1] >= '0' &&
                           text.p[i + 1] < '0' + MESSAGE_ARGS_MAX && text.p[i + 2] == '}';
        if (placeholder) {
            buf_append_str(&out, message.args[text.p[i + 1] - '0']);
            i += 2;
        } else {
            buf_append_char(&out, text.p[i]);
        }
    }
    struct str spoken = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return spoken;
}

struct str message_key(enum msg_id id) {
    return row_of(id)->key;
}

bool message_from_key(struct str key, enum msg_id *ret_id) {
    for (size_t room = 0; room < message_room_count; room++) {
        size_t first = message_rooms[room].first;
        size_t end =
            room + 1 < message_room_count ? message_rooms[room + 1].first : message_row_count;
        for (size_t row = first; row < end; row++)
            if (str_equal(message_rows[row].key, key)) {
                *ret_id = (enum msg_id)(message_rooms[room].number << MESSAGE_PLACE_BITS |
                                        (unsigned)(row - first));
                return true;
            }
    }
    return false;
}

void issue_add(struct arena *arena, struct issues *issues, struct str field,
               struct message message) {
    *list_push(arena, issues) =
        (struct issue){.field = field, .severity = SEVERITY_ERROR, .message = message};
}

const struct issue *issue_of(const struct issues *issues, struct str field) {
    for (size_t i = 0; issues && i < issues->count; i++)
        if (str_equal(issues->items[i].field, field))
            return &issues->items[i];
    return NULL;
}
