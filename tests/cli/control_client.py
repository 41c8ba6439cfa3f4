"""Speaks over a data folder's socket as no command would; used by control_test.sh.

    control_client.py rubbish|version|not-inside DIR       a client; prints what it is told
    control_client.py cancelled DIR WORD...    a command that is stopped before anybody looks at it
    control_client.py silent|half DIR COUNT    clients that say nothing, or half of it, until killed
    control_client.py crowd DIR COUNT          silent ones; prints what those who are turned away hear
    control_client.py serve-rubbish|serve-mute|serve-cancel DIR   a server in place of ours
"""
import os
import random
import signal
import socket
import struct
import sys

what, folder = sys.argv[1], sys.argv[2]
os.chdir(folder)


def text(b):
    return struct.pack("=I", len(b)) + b


def request(version, *words, protocol=1):
    return (b"Q" + struct.pack("=I", protocol) + text(version)
            + struct.pack("=II", 1, len(words)) + b"".join(map(text, words)))


def client():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.connect("thidua.sock")
    s.settimeout(20)
    return s


def said(s):
    """All that is still said, as lines "R sentence"."""
    while True:
        try:
            packet = s.recv(1 << 18)
        except ConnectionError:
            return
        if not packet:
            return
        if packet[:1] == b"X":
            print("X", struct.unpack("=I", packet[1:])[0])
        else:
            print(chr(packet[0]), packet[1:].decode("utf-8", "replace"))


def server():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.bind("thidua.sock")
    s.listen()
    print("ready", flush=True)
    s, _ = s.accept()
    while s.recv(1 << 18) != b"G":
        pass
    print("asked", flush=True)
    return s


if what == "rubbish":
    random.seed(7)
    for i in range(200):
        s = client()
        try:
            if i % 4 == 0:
                s.send(random.randbytes(random.randrange(1, 2000)))
            elif i % 4 == 1:
                s.send(b"Q" + random.randbytes(64))
            elif i % 4 == 2:  # well begun, then out of turn
                s.send(request(b"0.1.0", b"user", b"list"))
                s.send(b"C")
            else:  # descriptors nobody asked for
                socket.send_fds(s, [request(b"0.1.0", b"user", b"list")], [0, 1, 2, 0, 1, 2])
                socket.send_fds(s, [b"F" + struct.pack("=II", 9999, 0)], [0, 1])
        except ConnectionError:
            pass
        if i % 2:
            s.close()
        else:
            said(s)
elif what == "version":
    s = client()
    s.send(request(b"9.9.9", b"user", b"list"))
    said(s)
    s = client()
    s.send(request(b"8.8.8", protocol=2))
    said(s)
elif what == "not-inside":
    s = client()
    s.send(request(sys.argv[3].encode(), b"backup", b"--data", b"x", b"-o", b"/tmp/never"))
    s.send(b"G")
    said(s)
elif what == "cancelled":
    s = client()
    s.send(request(b"0.1.0", *(word.encode() for word in sys.argv[3:])))
    s.send(b"G")
    s.send(b"C")
    said(s)
elif what in ("silent", "half", "crowd"):
    held = [client() for _ in range(int(sys.argv[3]))]
    for s in held:
        if what == "half":
            s.send(request(b"0.1.0", b"user", b"list"))
        elif what == "crowd":
            s.settimeout(0.01)
            try:
                said(s)
            except TimeoutError:
                pass
    print("ready", flush=True)
    if what != "crowd":
        signal.pause()
elif what == "serve-rubbish":
    server().send(b"Zzz")
elif what == "serve-mute":
    s = server()
    s.recv(1 << 18)
    print("cancelled", flush=True)
    signal.pause()
elif what == "serve-cancel":
    s = server()
    assert s.recv(1 << 18) == b"C"
    s.send(b"Ethidua: dung lai\n")
    s.send(b"X" + struct.pack("=I", 1))
