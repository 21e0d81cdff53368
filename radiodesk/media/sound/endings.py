"""The endings of audio files, and of clips with an audio track, that the desk can read."""

from pathlib import PurePath

_ENDINGS = (
    ".3g2 .3ga .3gp .aac .ac3 .adts .aif .aifc .aiff .amr .ape .asf .au .avi .awb .bwf .caf .divx .f4a .f4v .flac "
    ".m2a .m2t .m2ts .m4a .m4b .m4p .m4r .m4v .mka .mkv .mov .mp1 .mp2 .mp3 .mp4 .mpa .mpeg .mpg .mpga .mts .oga .ogg "
    ".ogv .ogx .opus .qt .rf64 .snd .spx .ts .vob .w64 .wav .wave .weba .webm .wma .wmv .wv"
)
SOUND = frozenset(_ENDINGS.split())
"""Endings of the formats that `opening.FORMATS` names. A file that is named directly may have any ending."""


def is_sound(path: PurePath) -> bool:
    """Whether a file's ending, in any case, is that of an audio file."""
    return path.suffix.casefold() in SOUND
