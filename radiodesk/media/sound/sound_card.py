"""The process that has the sound card: plays what comes in on stdin, says on stdout how far it is.

A process of its own, because sound systems write their complaints over the screen of whoever opens them, and because
a driver that hangs or crashes must not take the desk with it.

In: samples, 16 bits, two channels, 48 kHz. Out: a line of the samples played so far, several times a second; "none"
where there is no sound card.
"""

import sys
from collections.abc import Generator

RATE = 48_000
FRAME = 4
"""Bytes of a sample of both channels."""

PERIOD_MS = 60


def _fed(played: list[int]) -> Generator[bytes, int, None]:
    """Gives the card what it asks for, until there is no more; what it was given last is still to be heard."""
    wanted = yield b""
    while data := sys.stdin.buffer.read(wanted * FRAME):
        played[0] += len(data) // FRAME
        print(played[0], flush=True)  # noqa: T201 - the answer of this process
        wanted = yield data


def main(silent: bool) -> None:
    """Play until stdin ends. silent: on miniaudio's card that nobody hears."""
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
    feed = _fed([0])
    next(feed)
    device.start(feed)
    while device.callback_generator is not None:
        time.sleep(PERIOD_MS / 1000)
    time.sleep(4 * PERIOD_MS / 1000)
    device.close()


if __name__ == "__main__":
    main(silent="--silent" in sys.argv)
