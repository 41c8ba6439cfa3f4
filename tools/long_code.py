#!/usr/bin/env python3
"""Names C files over 600 lines and functions over 80; reads file names from standard input.

Relies on the layout that clang-format gives: a function's body starts with a line that ends in " {"
and is not indented, and ends with a line that is "}" alone.
"""
import sys

FILE_LINES, FUNCTION_LINES = 600, 80

for name in sys.stdin.read().split("\n"):
    if not name:
        continue
    with open(name, encoding="utf-8") as opened:
        lines = opened.read().split("\n")
    if len(lines) - 1 > FILE_LINES:
        print(f"long file: {name}: {len(lines) - 1} lines")
    start = None
    for number, line in enumerate(lines, 1):
        if line.endswith(" {") and ")" in line and line[0] not in "}#/":
            if not line[0].isspace():
                start = number
            elif start is None:
                start = number  # parameters went on over several lines
        elif line == "}":
            if start and number - start > FUNCTION_LINES:
                print(f"long function: {name}:{start}: {number - start} lines")
            start = None
