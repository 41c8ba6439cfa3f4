/* What a command and the server of its data folder say to each other, as packets of a SEQPACKET
 * socket: a byte for the type, then the content. Numbers are those of the machine: both ends are on
 * it. Only forms are known here; control_socket.h sends them, control.h uses them.
 *
 *     command                          server
 *     CONTROL_REQUEST   ───────────►
 *     CONTROL_FILE      ───────────►   one for each file, its descriptor beside it
 *     CONTROL_GO        ───────────►
 *                       ◄───────────   CONTROL_OUT, CONTROL_ERR …
 *    (CONTROL_CANCEL    ───────────►)
 *                       ◄───────────   CONTROL_EXIT; or, instead of all, CONTROL_REFUSED
 *
 * The beginning of a request (type, protocol, version) is the same in all versions of the program,
 * and so is CONTROL_REFUSED: two that do not understand each other can say so.
 */
#ifndef CMD_CONTROL_WIRE_H
#define CMD_CONTROL_WIRE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/message.h"

enum {
    CONTROL_PROTOCOL = 1,
    CONTROL_PACKET_BYTES_MAX = 128 * 1024,
    CONTROL_OUTPUT_BYTES_MAX = 32 * 1024, /* of one packet */
    CONTROL_ARGUMENTS_MAX = 1000,
    CONTROL_VERSION_BYTES_MAX = 100,
};

enum control_type {
    CONTROL_REQUEST = 'Q', /* protocol, version, language, the words of the command line */
    CONTROL_FILE = 'F',    /* which word; why it could not be opened, or 0 and a descriptor */
    CONTROL_GO = 'G',
    CONTROL_CANCEL = 'C',
    CONTROL_OUT = 'O',     /* bytes of standard output */
    CONTROL_ERR = 'E',     /* bytes of standard error */
    CONTROL_EXIT = 'X',    /* the exit status */
    CONTROL_REFUSED = 'R', /* a sentence */
};

struct control_packet {
    enum control_type type;
    /* Of a request. Where the protocol is not ours nothing but the version is read. */
    uint32_t protocol;
    struct str version;
    enum lang lang;
    size_t argument_count;
    char **arguments; /* in the arena, NULL behind the last */
    /* Of a file. */
    uint32_t argument;
    uint32_t error_number;
    /* Of an exit. */
    int status;
    /* Of output and refusals: borrowed from the packet. */
    struct str bytes;
};

/* NULL, or what is wrong with the packet (for the log). What is understood points into the arena
 * and, for `bytes`, into PACKET. */
const char *control_read(struct arena *arena, struct str packet, struct control_packet *ret_packet);

/* The packet's bytes replace what is in OUT, which overflows where they are too many. ARGUMENTS
 * begin with the command's name. */
void control_write_request(struct buf *out, struct str version, enum lang lang, size_t count,
                           const char *const *arguments);
void control_write_file(struct buf *out, uint32_t argument, uint32_t error_number);
void control_write_exit(struct buf *out, int status);
void control_write_bytes(struct buf *out, enum control_type type, struct str bytes);

#endif
