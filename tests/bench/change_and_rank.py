#!/usr/bin/env python3
"""change_and_rank.py URL ROUNDS: saves one verified score of cum-nghin-1 and reads its ranking, again and again.

Environment: COOKIE. Prints medians and the 99th of a hundred in milliseconds. Every ranking must be another one than before."""
import http.client
import os
import re
import sys
import time
import urllib.parse

url, rounds = urllib.parse.urlparse(sys.argv[1]), int(sys.argv[2])
cookie = os.environ["COOKIE"]
connection = http.client.HTTPConnection(url.hostname, url.port)
BASE = "/cum/cum-nghin-1/2020-H1"
UNIT = f"{BASE}/tham-dinh/don-vi-do-1-1"


def ask(method, path, form=None):
    headers = {"Cookie": cookie, "Origin": sys.argv[1]}
    body = None
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(form)
    began = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    return (time.perf_counter() - began) * 1000, answer.status, text


def field(text, name):
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', text)
    return found.group(1) if found else ""


_, status, page = ask("GET", UNIT)
assert status == 200, status
csrf = field(page, "csrf")
codes = re.findall(r'name="points\.([\d.]+)"', page)
code = codes[len(codes) // 2]
saves, rankings, last = [], [], ""
seen = int(field(page, f"seen.{code}") or 0)
for number in range(rounds):
    # The grid sends the step it shows, where there is a choice.
    form = {"csrf": csrf, f"points.{code}": f"0,{number % 9 + 1}", f"reason.{code}": f"lần {number}",
            f"actual.{code}": "", f"seen.{code}": seen}
    step = field(page, "buoc")
    if step:
        form["buoc"] = step
    took, status, text = ask("POST", UNIT, form)
    assert status == 303, (status, re.sub(r"<[^>]+>", " ", text)[:2000])
    saves.append(took)
    seen += 1
    took, status, text = ask("GET", f"{BASE}/xep-thu")
    assert status == 200 and text != last, status
    rankings.append(took)
    last = text


def told(values):
    values = sorted(values)
    return f"p50 {values[len(values) // 2]:.2f} ms, p99 {values[int(len(values) * 0.99)]:.2f} ms"


print(f"save: {told(saves)}; ranking after it ({len(last)} bytes): {told(rankings)}")
