"""The pauses of a call in AMR, which are sent as a few frames of comfort noise. Source: 3GPP TS 26.101 and 26.201."""

SECONDS = 0.02
"""Length of every frame, whatever it holds."""

_LAST_SPEECH = {"amrnb": 7, "amrwb": 8}
"""The last type of a frame with speech. Those above it describe noise, or nothing."""


def is_pause(codec: str, packet: bytes) -> bool:
    """Whether a frame holds no speech. codec: av's canonical name. packet: its first byte at least."""
    last = _LAST_SPEECH.get(codec.replace("_", ""))
    return last is not None and bool(packet) and packet[0] >> 3 & 0xF > last
