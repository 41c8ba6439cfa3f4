"""Many large uploads at once; used by upload_test.sh.

    uploads.py PORT PID FOLDER COUNT MEGABYTES [kill]

Sends COUNT bodies with a file of MEGABYTES each, all but their ends, looks at the memory of the server
(PID) and at its open files in FOLDER, then sends the ends. Prints what it saw, one figure a line.
With `kill` the ends are not sent: the server is killed while all are under way.
"""
import os
import signal
import socket
import sys
import threading
import time

port, pid, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
count, size = int(sys.argv[4]), int(sys.argv[5]) << 20
HEAD = (b'--x-y\r\nContent-Disposition: form-data; name="tep"; filename="a.xlsx"\r\n\r\n')
TAIL = b"\r\n--x-y--\r\n"
PIECE = os.urandom(1 << 16)


def memory_kb(key):
    with open(f"/proc/{pid}/status") as status:
        return int(next(line for line in status if line.startswith(key + ":")).split()[1])


def spooled():
    """Bytes in files without a name that the server holds open in the folder."""
    total = 0
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            path = f"/proc/{pid}/fd/{fd}"
            if os.readlink(path).startswith(folder) and os.stat(path).st_nlink == 0:
                total += os.stat(path).st_size
        except OSError:
            pass
    return total


def send(sock):
    left = size
    sock.sendall(b"POST /cum/cum-mau/2020-H1/nhap-phieu HTTP/1.1\r\nHost: a\r\n"
                 b"Content-Type: multipart/form-data; boundary=x-y\r\n"
                 b"Content-Length: %d\r\n\r\n" % (len(HEAD) + size + len(TAIL)))
    sock.sendall(HEAD)
    while left:
        sock.sendall(PIECE[:left])
        left -= min(left, len(PIECE))


before_kb = memory_kb("VmRSS")
sockets = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(count)]
threads = [threading.Thread(target=send, args=(sock,)) for sock in sockets]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
until = time.monotonic() + 60
while spooled() < count * size and time.monotonic() < until:
    time.sleep(0.05)
print("spooled_mb", spooled() >> 20)
print("grown_kb", memory_kb("VmHWM") - before_kb)
if sys.argv[6:] == ["kill"]:
    os.kill(pid, signal.SIGKILL)
    sys.exit()
statuses = set()
for sock in sockets:
    sock.sendall(TAIL)
    statuses.add(sock.recv(65536).split()[1].decode())
    sock.close()
until = time.monotonic() + 60
while spooled() and time.monotonic() < until:
    time.sleep(0.05)
print("statuses", *statuses)
print("left_mb", spooled() >> 20)
