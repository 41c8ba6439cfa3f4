#!/usr/bin/env python3
"""Checks the list of OWASP ASVS requirements in docs/developer/asvs (TAP, one test a rule).

    check_asvs.py PROJECT

Every id of asvs/ids.txt stands once, with its level and a state; what a row, or docs/developer/attacks.md, is shown by
exists; what is met, and each attack, names something; the counts in asvs.md are those of the rows.
What is named is "`FILE`" or "`FILE`: `WORDS`", and WORDS must stand in FILE: in a C test as a function.
"""
import collections
import pathlib
import re
import sys

STATES = ["met", "partly", "not met", "does not apply"]
ID = re.compile(r"V\d+\.\d+\.\d+$")
CHAPTER = re.compile(r"\[?(V\d+) ")
NAMED = re.compile(r"`([^`]+)`(?:: `([^`]+)`)?")


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_rows(path):
    """Cells of each row of the tables of a page, heads left out."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line, following in zip(lines, [*lines[1:], ""]):
        if line.startswith("|") and not line.startswith("|---") and not following.startswith("|---"):
            yield cells(line)


def unknown(project, shown):
    """What is named in a cell and is not there."""
    for file, words in NAMED.findall(shown):
        path = project / file
        if not path.is_file():
            yield f"{file} is no file"
            continue
        if not words:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        is_function = file.endswith("_test.c") and re.fullmatch(r"[a-z]\w+", words)
        if not re.search(rf"\b{words}\(" if is_function else re.escape(words), text):
            yield f"{file} holds no {words}"


def ids_of(path):
    """id -> level."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def wrong_ids(wanted, rows):
    seen = collections.Counter(row[0] for row in rows)
    for name in wanted:
        if seen[name] != 1:
            yield f"{name} stands {seen[name]} times"
    for row in rows:
        if row[0] not in wanted:
            yield f"{row[0]} is not in ids.txt"
        elif row[1] != wanted[row[0]]:
            yield f"{row[0]} is of level {wanted[row[0]]}"


def wrong_rows(project, rows):
    for row in rows:
        if len(row) != 6:
            yield f"{row[0]} has {len(row)} cells"
            continue
        if row[3] not in STATES:
            yield f"{row[0]}: no state: {row[3]}"
        if row[3] == "met" and not NAMED.search(row[5]):
            yield f"{row[0]} is met, and nothing shows it"
        if row[3] in ("partly", "not met") and row[4] in ("", "–"):
            yield f"{row[0]} does not say what is missing"
        for fault in unknown(project, row[5]):
            yield f"{row[0]}: {fault}"


def wrong_counts(index, rows):
    counted = collections.defaultdict(collections.Counter)
    for row in rows:
        for chapter in (row[0].split(".")[0], "all"):
            counted[chapter].update([row[3]])
    told = {}
    for row in table_rows(index):
        chapter = "all" if row[0] == "**all**" else (CHAPTER.match(row[0]) or ["", ""])[1]
        told[chapter] = row[1:]
    for chapter, count in counted.items():
        right = [str(count[state]) for state in STATES] + [str(sum(count.values()))]
        if told.get(chapter) != right:
            yield f"{chapter}: {right}, and not {told.get(chapter)}"


def wrong_attacks(project, rows):
    for row in rows:
        if not NAMED.search(row[-1]):
            yield f"{row[0]}: nothing shows it"
        for fault in unknown(project, row[-1]):
            yield f"{row[0]}: {fault}"


def wrong_levels(project, path):
    for row in table_rows(path):
        for fault in unknown(project, row[-1]):
            yield f"{row[0]}: {fault}"


def main(project):
    docs = project / "docs/developer"
    wanted = ids_of(docs / "asvs/ids.txt")
    rows = [row for path in sorted((docs / "asvs").glob("V*.md")) for row in table_rows(path) if ID.match(row[0])]
    attacks = list(table_rows(docs / "attacks.md"))
    results = [
        ("all 253 requirements of levels 1 and 2 are listed", [] if len(wanted) == 253 else [str(len(wanted))]),
        ("each stands once, with its level", list(wrong_ids(wanted, rows))),
        ("each has a state, and what shows it exists", list(wrong_rows(project, rows))),
        ("the counts are those of the rows", list(wrong_counts(docs / "asvs.md", rows))),
        ("what the page of security levels names exists", list(wrong_levels(project, docs / "security-levels.md"))),
        ("each attack has a test that exists", list(wrong_attacks(project, attacks)) if attacks else ["no attacks"]),
    ]
    print(f"1..{len(results)}")
    for number, (name, faults) in enumerate(results, 1):
        print(f"{'not ok' if faults else 'ok'} {number} - {name}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if any(faults for _, faults in results) else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
