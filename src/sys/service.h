/* The program as a service of systemd, without its library: what it inherits and what it tells. */
#ifndef SYS_SERVICE_H
#define SYS_SERVICE_H

/* The listening socket that systemd opened for us (socket activation); 0: none. Where there are
 * several, the first. Forgets it: a second call, and programs started later, see none. */
int service_socket(void);

/* "READY=1", "STOPPING=1": to whoever started us and wants to know; else nothing happens. */
void service_tell(const char *state);

#endif
