"""Recordings with the faults of real recorders and programs, as `HOW.txt` beside each describes them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from radiodesk.media import faults, store
from radiodesk.model import Desk

ODD = Path(__file__).parent / "odd"


@dataclass(frozen=True)
class Told:
    """What the desk says of a file. seconds: its length, to a hundredth of a second."""

    seconds: float
    faults: tuple[str, ...] = ()


JOINED = ("is several recordings joined end to end, which were read as one",)
RIGHT_DEAD = ("the right channel is dead; on air the other one is on both sides",)
SECOND_TRACK = ("has 2 audio tracks; track 2 is used",)
TOLD = {
    "aiff_switched_off/sizes_zero.aiff": Told(2),
    "amr_pauses_dropped/phone_call_dtx.3gp": Told(4),
    "amr_pauses_dropped/phone_call_dtx.amr": Told(4),
    "flac_damaged_no_warning/lost_sector.flac": Told(
        1.69, ("has damaged parts, which were left out", "is damaged at 00:01")
    ),
    "last_frames_out_of_order/header_50_ms_short.wav": Told(2),
    "mp3_joined_false_cut_short/22050_then_48000.mp3": Told(4, JOINED),
    "mp3_refused_for_its_tags/ape_cover_at_end.mp3": Told(2),
    "mp3_refused_for_its_tags/id3_at_end.mp3": Told(2),
    "mp3_refused_for_its_tags/realjukebox_65535_bytes_before.mp3": Told(2),
    "mp3_refused_for_its_tags/two_id3_tags.mp3": Told(2),
    "ogg_chained_changes/44100_then_22050.ogg": Told(4, JOINED),
    "ogg_chained_changes/mono_then_stereo.opus": Told(4, JOINED),
    "one_channel_only_noise/right_crosstalk_minus40.wav": Told(2, RIGHT_DEAD),
    "one_channel_only_noise/right_noise_minus50.wav": Told(2, RIGHT_DEAD),
    "quiet_end/quiet_guest_at_end.wav": Told(12),
    "several_audio_streams/first_silent.mov": Told(2, SECOND_TRACK),
    "several_audio_streams/second_is_default.mkv": Told(2.09, SECOND_TRACK),
    "stereo_phase_inverted/left_is_minus_right.wav": Told(
        2, ("one channel is the other one inverted; on air the left one is on both sides",)
    ),
    "wav_false_cut_short/riff_size_is_file_size.wav": Told(2),
    "wav_false_cut_short/sox_pipe_24bit.wav": Told(1.5),
    "wav_false_cut_short/sox_pipe_float.wav": Told(1.5),
    "wav_odd_data_unpadded/24bit_then_iXML.wav": Told(2),
    "wav_odd_data_unpadded/8bit_then_LIST.wav": Told(2),
}


def test_every_file_is_told_of() -> None:
    files = {path.relative_to(ODD).as_posix() for path in ODD.glob("*/*") if path.name != "HOW.txt"}
    assert files == TOLD.keys()


@pytest.mark.parametrize("name", TOLD)
def test_the_desk_says_what_a_file_is(name: str, desk: Desk) -> None:
    recording = store.add(desk, ODD / name)
    assert Told(round(recording.seconds, 2), tuple(faults.faults(recording))) == TOLD[name]
