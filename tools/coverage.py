#!/usr/bin/env python3
"""What of the program its tests ran, by room; reads `gcovr --json`.

    coverage.py REPORT.json

Three columns: lines and branches of C, lines of templates (.html), queries (.sql; a query is asked or
not). Beneath: rules and parsers, file by file, with the lines nobody ran.
"""
import json
import os
import re
import sys

# What a user or a law would notice first: docs/developer/coverage.md says how much of it must run.
RULES = ["src/base/date.c", "src/base/decimal.c", "src/features/scoring/scoring.c",
         "src/features/scoring/ranking.c", "src/features/cluster/cluster.c",
         "src/features/review/review.c", "src/features/period/period.c",
         "src/features/organisation/organisation.c", "src/features/account/right.c",
         "src/features/intake/read_scores.c", "src/features/intake/read_criteria.c",
         "src/features/intake/layout.c", "src/features/intake/lateness.c"]
PARSERS = ["src/text/utf8.c", "src/doc/xlsx_package.c", "src/doc/xlsx_parse.c", "src/doc/xlsx_sheet.c",
           "src/doc/xlsx_value.c", "src/doc/workbook_kind.c", "src/doc/workbook_wire.c",
           "src/http/cookie.c", "src/http/csrf.c", "src/http/form.c", "src/http/multipart.c",
           "src/http/percent.c", "src/http/strict.c", "src/sys/config.c", "tools/msgc.c"]


class Figures:
    """Of one file or several."""

    def __init__(self):
        self.lines = self.lines_run = self.branches = self.branches_run = 0

    def add(self, other):
        for key, value in vars(other).items():
            setattr(self, key, getattr(self, key) + value)


def figures_of(file):
    figures, missing = Figures(), []
    for line in file["lines"]:
        if line.get("gcovr/noncode") or line.get("gcovr/excluded"):
            continue
        figures.lines += 1
        figures.lines_run += line["count"] > 0
        branches = [b for b in line["branches"] if not b.get("throw")]
        figures.branches += len(branches)
        figures.branches_run += sum(b["count"] > 0 for b in branches)
        if not line["count"]:
            missing.append(line["line_number"])
    return figures, missing


def percent(run, of):
    return f"{100 * run / of:.1f}" if of else "–"


def ranges(numbers):
    """1, 2, 3, 7 → 1–3 7"""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return " ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in parts)


def room_of(name):
    parts = name.split("/")
    depth = 3 if parts[:2] == ["src", "features"] else 2
    return "/".join(parts[:min(depth, len(parts) - 1)])


def kind_of(name):
    return {".html": "html", ".sql": "sql"}.get(os.path.splitext(name)[1], "c")


def print_rooms(files):
    rooms = {}
    for name, (figures, _) in files.items():
        for room in (room_of(name), "all"):
            kinds = rooms.setdefault(room, {"c": Figures(), "html": Figures(), "sql": Figures()})
            kinds[kind_of(name)].add(figures)
    print("| room | lines of C | % run | branches | % taken | lines of templates | % | queries | % |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for room in sorted(rooms, key=lambda name: (name == "all", name)):
        c, html, sql = rooms[room]["c"], rooms[room]["html"], rooms[room]["sql"]
        print(f"| {room} | {c.lines} | {percent(c.lines_run, c.lines)} | {c.branches} "
              f"| {percent(c.branches_run, c.branches)} | {html.lines or '–'} "
              f"| {percent(html.lines_run, html.lines)} | {sql.lines or '–'} "
              f"| {percent(sql.lines_run, sql.lines)} |")


def print_files(title, names, files):
    print(f"\n| {title} | lines % | branches % | lines nobody ran |\n|---|--:|--:|---|")
    for name in names:
        if name not in files:
            sys.exit(f"coverage.py: {name} is not in the report; has it moved?")
        figures, missing = files[name]
        print(f"| {name} | {percent(figures.lines_run, figures.lines)} "
              f"| {percent(figures.branches_run, figures.branches)} | {ranges(missing)} |")


def main(path):
    with open(path, encoding="utf-8") as opened:
        report = json.load(opened)
    leave_out = re.compile(r"_test\.c$|_fixture\.c$|/testing/|/testdata/|_test_support\.c$")
    files = {file["file"]: figures_of(file) for file in report["files"] if not leave_out.search(file["file"])}
    print_rooms(files)
    print_files("rules", RULES, files)
    print_files("parsers", PARSERS, files)


main(*sys.argv[1:])
