"""Play samples from stdin on the sound card, and report the position on stdout. Runs as a process of its own.

Audio libraries write warnings to the terminal of the process that uses them, and audio drivers may hang or crash it.
Neither must happen to the desk.

Input: samples of 16 bits, two channels, 48 kHz. Output: the number of samples played so far, one line several times a
second, or "none" if there is no sound card.
"""

import sys
from collections.abc import Generator

RATE = 48_000
FRAME = 4
"""Bytes per sample of both channels."""

PERIOD_MS = 60


def _samples(played: list[int]) -> Generator[bytes, int, None]:
    """Yield the samples that the card requests, until stdin ends. The last ones are still being played then."""
    wanted = yield b""
    while data := sys.stdin.buffer.read(wanted * FRAME):
        played[0] += len(data) // FRAME
        print(played[0], flush=True)  # noqa: T201 - the output of this process
        wanted = yield data


def main(silent: bool) -> None:
    """Play until stdin ends. silent: use miniaudio's null device, which makes no sound."""
    import time

    import miniaudio

    try:
        backends = [miniaudio.Backend.NULL] if silent else None
        device = miniaudio.PlaybackDevice(
            nchannels=2, sample_rate=RATE, buffersize_msec=PERIOD_MS, backends=backends, app_name="radiodesk"
        )
        if device.backend == "Null" and not silent:
            raise miniaudio.MiniaudioError("no card")
    except miniaudio.MiniaudioError:
        print("none", flush=True)  # noqa: T201
        return
    feed = _samples([0])
    next(feed)
    device.start(feed)
    while device.callback_generator is not None:
        time.sleep(PERIOD_MS / 1000)
    time.sleep(4 * PERIOD_MS / 1000)
    device.close()


if __name__ == "__main__":
    main(silent="--silent" in sys.argv)
