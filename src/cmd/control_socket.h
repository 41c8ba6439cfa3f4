/* The socket DIR/thidua.sock: who may come in, and packets with descriptors over it. Paths of any
 * length fit: the socket is named through a descriptor of its folder. */
#ifndef CMD_CONTROL_SOCKET_H
#define CMD_CONTROL_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define CONTROL_SOCKET_NAME "thidua.sock"

/* To be called by the holder of the folder's lock alone: a socket file that is there then is left
 * over and makes way. The socket is of its owner only. ERR_DENIED where the folder can be written
 * by others: they could put a socket of their own in its place. */
MUST_CHECK const struct err *control_listen(const char *folder, int *ret_socket);
void control_unlink(const char *folder);

/* *ret_socket is -1 where no server listens. ERR_DENIED where what listens is not to be trusted:
 * the folder can be written by others, or the server is neither its owner's nor this user's. */
MUST_CHECK const struct err *control_connect(const char *folder, int *ret_socket);

/* Whether the other end is of this process's user, or root. */
bool control_peer_is_ours(int socket);

/* One packet, and a descriptor beside it (-1: none). False where it did not get through whole
 * within TIME_MAX_MS. */
bool control_send(int socket, struct str packet, int descriptor, int time_max_ms);

enum control_got { CONTROL_GOT, CONTROL_GONE, CONTROL_LATE, CONTROL_SPOILT };
/* The next packet, in the arena. DEADLINE_MS is of the monotonic clock; -1: none. *ret_descriptor
 * is -1 where none came; RET_DESCRIPTOR may be NULL where none is wanted (it is closed). */
enum control_got control_receive(struct arena *arena, int socket, int64_t deadline_ms,
                                 struct str *ret_packet, int *ret_descriptor);

#endif
