"""Requests that two programs in a row may read differently, sent through nginx to the program.

    smuggle.py PORT NAME CA     prints "OK what" or "BAD what: why" for each row
"""
import re
import socket
import ssl
import sys

port, name, authority = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context(cafile=authority)

HOST = f"Host: {name}\r\n"
SECOND = f"GET /giao-dien HTTP/1.1\r\n{HOST}\r\n"  # what must never be taken for a request of its own
REFUSED = {400, 411, 413, 414, 431, 494, 501, 505}

ROWS = [
    ("a plain GET", f"GET /dang-nhap HTTP/1.1\r\n{HOST}\r\n", {200}),
    ("Content-Length with Transfer-Encoding",
     f"POST /dang-nhap HTTP/1.1\r\n{HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SECOND}", REFUSED),
    ("two Content-Lengths",
     f"POST /dang-nhap HTTP/1.1\r\n{HOST}Content-Length: 0\r\nContent-Length: 40\r\n\r\n{SECOND}", REFUSED),
    ("a negative Content-Length", f"POST /dang-nhap HTTP/1.1\r\n{HOST}Content-Length: -1\r\n\r\n", REFUSED),
    ("a Content-Length with a sign", f"POST /dang-nhap HTTP/1.1\r\n{HOST}Content-Length: +5\r\n\r\nabcde", REFUSED),
    ("a chunk length with 0x",
     f"POST /dang-nhap HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n", REFUSED),
    ("an unknown Transfer-Encoding",
     f"POST /dang-nhap HTTP/1.1\r\n{HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SECOND}", REFUSED),
    ("space before the colon", f"GET /dang-nhap HTTP/1.1\r\n{HOST}X-A : b\r\n\r\n", REFUSED | {200}),
    ("space before the colon of a length",
     f"POST /dang-nhap HTTP/1.1\r\n{HOST}Content-Length : 40\r\n\r\n{SECOND}", REFUSED | {403}),
    ("a folded line", f"GET /dang-nhap HTTP/1.1\r\n{HOST}X-A: b\r\n c\r\n\r\n", REFUSED),
    ("no Host", "GET /dang-nhap HTTP/1.1\r\n\r\n", REFUSED),
    ("two Hosts", f"GET /dang-nhap HTTP/1.1\r\n{HOST}Host: b\r\n\r\n", REFUSED),
    ("a NUL in a header", f"GET /dang-nhap HTTP/1.1\r\n{HOST}X-A: b\0c\r\n\r\n", REFUSED),
    ("%00 in the path", f"GET /dang-nhap%00 HTTP/1.1\r\n{HOST}\r\n", REFUSED),
    ("dot segments that are encoded", f"GET /tro-giup/%2e%2e/%2e%2e/x HTTP/1.1\r\n{HOST}\r\n", REFUSED),
    ("a header of 80 KB", f"GET /dang-nhap HTTP/1.1\r\n{HOST}X-A: {'b' * 80000}\r\n\r\n", REFUSED),
    # It may pass, but as one request.
    ("bare line feeds", f"GET /dang-nhap HTTP/1.1\n{HOST}\n".replace("\r", ""), REFUSED | {200}),
]


def statuses(request):
    """The statuses of all answers on one connection, which is closed for writing after REQUEST."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        with context.wrap_socket(plain, server_hostname=name) as tls:
            received = b""
            try:
                tls.sendall(request.encode("latin-1"))
                while True:
                    piece = tls.recv(65536)
                    if not piece:
                        break
                    received += piece
                    if done(received):
                        tls.settimeout(0.3)  # a second answer would follow at once
            except (ConnectionError, TimeoutError, ssl.SSLError):
                pass
    return [int(code) for code in re.findall(rb"(?:^|\n)HTTP/1\.1 (\d{3})", received)]


def done(received):
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
    if length:
        return bool(end) and len(body) >= int(length[1])
    return body.endswith(b"0\r\n\r\n")


for what, request, allowed in ROWS:
    seen = statuses(request)
    if len(seen) == 1 and seen[0] in allowed:
        print(f"OK {what} ({seen[0]})")
    else:
        print(f"BAD {what}: {seen}")
