"""Measure many damaged copies of a file, in a process of its own: `python -m tests.media.fuzzing FILE COUNT SEED`.

Prints a line of JSON before and after each copy, so that whoever started it knows which one it did not survive.
"""

import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from radiodesk.media.sound.errors import MediaError
from radiodesk.media.sound.measuring import measure

HEAD = 4096
"""Bytes at the beginning in which the headers are."""

KEPT = 12_000
"""Bytes of the file that are kept."""

ADDRESSES = 3 * 1024**3
"""Bytes that the process may have in its address space."""

EXTREMES = (0x00, 0x01, 0x7F, 0x80, 0xFF)


def shortened(content: bytes) -> tuple[bytes, list[int]]:
    """The first of a file, and the places in it that are its headers'.

    An mp4 that has its headers at the end is left whole.
    """
    index = content.find(b"moov")
    if index > KEPT - HEAD:
        return content, [*range(64), *range(index - 4, len(content))]
    return content[:KEPT], list(range(min(HEAD, len(content), KEPT)))


def damaged(content: bytes, head: list[int], seed: str) -> tuple[str, bytes]:
    """A damaged copy, and what was done to it."""
    chance = random.Random(seed)
    # Half of the damage is where the formats have their first fields.
    places = head[:128] if chance.random() < 0.5 else head
    where = chance.choice(places)
    kind = chance.choice(["bytes", "bytes", "bytes", "extreme", "extreme", "number", "cut", "insert", "remove"])
    copy = bytearray(content)
    if kind == "bytes":
        for place in chance.sample(places, min(chance.choice([1, 2, 4, 16]), len(places))):
            copy[place] = chance.randrange(256)
    elif kind == "extreme":
        copy[where] = chance.choice(EXTREMES)
    elif kind == "number":
        copy[where : where + 4] = chance.choice(
            [b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x7f\xff\xff\xff", bytes(4)]
        )
    elif kind == "cut":
        del copy[chance.choice([where, chance.randrange(len(copy))]) :]
    elif kind == "insert":
        copy[where:where] = chance.randbytes(chance.choice([1, 2, 3, 4, 64, 1000]))
    else:
        del copy[where : where + chance.choice([1, 2, 3, 4, 64, 1000])]
    return f"{kind} at {where}", bytes(copy)


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def outcome(path: Path) -> str:
    """How measuring the file ends; what should not be is in capitals."""
    try:
        json.dumps(measure(path, cores=1).measurement.as_json(), allow_nan=False)
    except MediaError:
        return "refused"
    except BaseException as error:
        return f"ESCAPED {error!r}"[:500]
    return "measured"


def report(path: Path, **what: object) -> None:
    """Say what is measured, and then how that went."""
    say(**what)
    start = time.monotonic()
    found = outcome(path)
    # Not of getrusage: a process inherits that from the one that started it.
    said = Path("/proc/self/status").read_text()
    peak = int(said.split("VmHWM:")[1].split()[0]) // 1024
    say(**what, outcome=found, seconds=round(time.monotonic() - start, 3), peak_mb=peak)


def main(file: Path, count: int, seed: str) -> None:
    """Measure damaged copies of the file, or, if there are to be none, the file as it is, or those of a folder."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    if not count:
        for path in sorted(file.iterdir()) if file.is_dir() else [file]:
            report(path, file=path.name)
        return
    content, head = shortened(file.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"copy{file.suffix}"
        for index in range(count):
            done, changed = damaged(content, head, f"{seed} {index}")
            copy.write_bytes(changed)
            report(copy, index=index, done=done)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
