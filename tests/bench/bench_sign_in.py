#!/usr/bin/env python3
"""Many people sign in at the same moment:

    tests/bench/bench_sign_in.py [BUILD [PEOPLE…]]          100 and 400 where nothing else is said

Each has a connection, a cookie and a form of his own, and the right password. Prints for each crowd how many
came in, how many were asked to come again (503), how long they waited, how much memory the server took at most,
and how long a page took meanwhile:

    100 at once: in 100, busy 0, others 0; p50 4.1 s, slowest 7.9 s; memory 21 -> 152 MiB; page p50 2 ms, slowest 9 ms
"""
import http.client
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build")
CROWDS = [int(word) for word in sys.argv[2:]] or [100, 400]


class Server:
    def __init__(self, data):
        made = subprocess.run([BUILD / "thidua", "init", "--data", data, "--sample", "training", "--json"],
                              stdout=subprocess.PIPE, check=True)
        self.accounts = [(a["login"], a["password"]) for a in json.loads(made.stdout)["accounts"]]
        self.process = subprocess.Popen([BUILD / "thidua", "serve", "--data", data, "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break

    def memory_mib(self, name):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE).group(1)) / 1024

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text


def form_of(server, account):
    """The cookie and the filled-in form of one person, ready to be sent."""
    answer, page = server.ask("GET", "/dang-nhap")
    token = re.search(r'name="csrf" value="([^"]*)"', page).group(1)
    body = urllib.parse.urlencode({"csrf": token, "login": account[0], "password": account[1]})
    return body, {"Cookie": answer.getheader("Set-Cookie").split(";")[0],
                  "Content-Type": "application/x-www-form-urlencoded"}


def crowd(server, people):
    forms = [form_of(server, server.accounts[i % len(server.accounts)]) for i in range(people)]
    pathlib.Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # the peak begins here
    before = server.memory_mib("VmRSS")
    start, over = threading.Barrier(people + 1), threading.Event()
    answers, pages = [], []

    def sign_in(body, headers):
        start.wait()
        begun = time.monotonic()
        answer, _ = server.ask("POST", "/dang-nhap", body, headers)
        answers.append((answer.status, time.monotonic() - begun))
        assert answer.status != 503 or int(answer.getheader("Retry-After")) > 0

    def read_pages():
        while not over.is_set():
            begun = time.monotonic()
            server.ask("GET", "/tro-giup")
            pages.append(time.monotonic() - begun)
            time.sleep(0.02)

    threads = [threading.Thread(target=sign_in, args=form) for form in forms]
    reader = threading.Thread(target=read_pages)
    for thread in threads:
        thread.start()
    reader.start()
    start.wait()
    for thread in threads:
        thread.join()
    over.set()
    reader.join()
    waited = [seconds for status, seconds in answers if status == 303]
    busy = sum(status == 503 for status, _ in answers)
    print(f"{people} at once: in {len(waited)}, busy {busy}, others {people - len(waited) - busy}; "
          f"p50 {statistics.median(waited):.1f} s, slowest {max(waited):.1f} s; "
          f"memory {before:.0f} -> {server.memory_mib('VmHWM'):.0f} MiB; "
          f"page p50 {statistics.median(pages) * 1000:.0f} ms, slowest {max(pages) * 1000:.0f} ms", flush=True)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-bench-"))
    server = None
    try:
        server = Server(folder / "data")
        print(f"load {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores")
        for people in CROWDS:
            crowd(server, people)
    finally:
        if server:
            server.process.terminate()
            server.process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
