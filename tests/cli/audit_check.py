#!/usr/bin/env python3
"""Proves an export of the audit trail without the program: `audit_check.py FILE.ndjson [SEQ:HASH…]`.

Needs Python 3 and nothing else. Prints the last link as SEQ:HASH, or what is wrong and where; the exit
status is 0 when all is well. The form of what is hashed is told in docs/operator/audit.md.
"""
import hashlib
import json
import struct
import sys


def frame(value):
    """A value as it is hashed: its kind, its length, its bytes."""
    if value is None:
        return b"\x00"
    if isinstance(value, int):
        return b"\x02" + struct.pack(">q", value)
    if isinstance(value, str):
        value = value.encode("utf-8")
    return b"\x01" + struct.pack(">Q", len(value)) + value


def digest(domain, *values):
    return hashlib.sha256(b"".join(map(frame, (domain, *values)))).digest()


def check(link, previous):
    """The link's hash; raises ValueError with what is wrong."""
    entry = link["entry"]
    if link["form"] != 1:
        raise ValueError("a form that is not known")
    if entry is None:
        raise ValueError("the entry is missing")
    stored = {name: bytes.fromhex(link[name]) for name in
              ("content_commitment", "commitment", "previous_hash", "hash")}
    if previous is not None and stored["previous_hash"] != previous:
        raise ValueError("it does not stand on the link before")
    texts = [entry[name] for name in ("before", "after", "reason")]
    if link["salt"] is None:
        if any(text is not None for text in texts):
            raise ValueError("a content without its salt")
    elif digest("thidua.audit.content.1", bytes.fromhex(link["salt"]), *texts) != stored["content_commitment"]:
        raise ValueError("the content was changed")
    if digest(
        "thidua.audit.entry.1", entry["id"], entry["at_ms"], entry["account_id"], entry["account_name"],
        entry["acting_for_id"], entry["acting_for_name"], entry["roles"], entry["address"], entry["action"],
        entry["object_kind"], entry["object_id"], stored["content_commitment"],
    ) != stored["commitment"]:
        raise ValueError("the entry was changed")
    if digest(
        "thidua.audit.link.1", stored["previous_hash"], link["seq"], link["form"], link["entry_id"],
        stored["commitment"], link["sealed_ms"],
    ) != stored["hash"]:
        raise ValueError("the link was changed")
    return stored["hash"]


def main():
    anchors = {}
    for text in sys.argv[2:]:
        seq, _, start = text.partition(":")
        anchors[int(seq)] = start.replace("-", "").replace(" ", "").lower()
    previous, seq = None, None
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            link = json.loads(line)
            try:
                if seq is None and link["seq"] == 1:
                    previous = bytes(32)
                if seq is not None and link["seq"] != seq + 1:
                    raise ValueError(f"number {seq + 1} is missing")
                previous, seq = check(link, previous), link["seq"]
                if seq in anchors and not previous.hex().startswith(anchors.pop(seq)):
                    raise ValueError("it is not the link that was written down")
            except ValueError as fault:
                sys.exit(f"{link['seq']} {link['entry_id']}: {fault}")
    if anchors:
        sys.exit(f"no link for {sorted(anchors)}")
    if seq is not None:
        print(f"{seq}:{previous.hex()}")


if __name__ == "__main__":
    main()
