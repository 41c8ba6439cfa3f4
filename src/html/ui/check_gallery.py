#!/usr/bin/env python3
"""Every shared component is on the page that shows them all (/giao-dien). TAP.

    check_gallery.py SRC/html

A component is a template ui_NAME of ui/*.html or a function tpl_ui_NAME of ui.c; it is shown when
gallery.html calls it, or a component that is shown does.
"""
import pathlib
import re
import sys

TEMPLATE = re.compile(r"{%\s*template (ui_\w+)\(.*?(?={%\s*template |\Z)", re.DOTALL)
CALLED_BY_TEMPLATE = re.compile(r"{%\s*(?:call|wrap) (ui_\w+)\(")
FUNCTION = re.compile(r"^void tpl_(ui_\w+)\(.*?^}", re.DOTALL | re.MULTILINE)
CALLED_BY_FUNCTION = re.compile(r"\btpl_(ui_\w+)\(")


def calls_of(html):
    """Component → those that it calls."""
    calls = {}
    for path in sorted((html / "ui").glob("*.html")):
        for match in TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            calls[match[1]] = set(CALLED_BY_TEMPLATE.findall(match[0]))
    for match in FUNCTION.finditer((html / "ui.c").read_text(encoding="utf-8")):
        calls[match[1]] = set(CALLED_BY_FUNCTION.findall(match[0])) - {match[1]}
    return calls


def main(folder):
    calls = calls_of(pathlib.Path(folder))
    shown, waiting = set(), ["ui_gallery"]
    while waiting:
        name = waiting.pop()
        if name not in shown:
            shown.add(name)
            waiting.extend(calls[name])
    missing = sorted(set(calls) - shown)
    for name in missing:
        print(f"# {name} is not on the page of components: src/html/ui/gallery.html")
    print("1..2")
    print(f"{'not ok' if missing else 'ok'} 1 - every component is on the page of components")
    print(f"{'ok' if len(calls) > 25 else 'not ok'} 2 - {len(calls)} components were found")
    return 1 if missing else 0


sys.exit(main(*sys.argv[1:]))
