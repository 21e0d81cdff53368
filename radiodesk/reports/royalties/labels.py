"""The words of pay lists for genres and roles."""

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.locale import N_

GENRES = {
    WorkGenre.BRIEF: N_("Brief"),
    WorkGenre.REPORT: N_("News report"),
    WorkGenre.FEATURE: N_("Feature"),
    WorkGenre.INTERVIEW: N_("Interview"),
    WorkGenre.PROFILE: N_("Profile"),
    WorkGenre.COMMENTARY: N_("Commentary"),
    WorkGenre.OTHER: N_("Other story"),
    WorkGenre.TV_NEWS: N_("TV news"),
    WorkGenre.TV_FEATURE: N_("TV feature"),
    WorkGenre.TV_OTHER: N_("TV piece"),
}

ROLES = {
    CreditRole.AUTHOR: N_("Author"),
    CreditRole.CAMERA: N_("Camera"),
    CreditRole.EDITOR: N_("Editor"),
    CreditRole.READER: N_("Reader"),
    CreditRole.DIRECTOR: N_("Director"),
    CreditRole.TECHNICIAN: N_("Technician"),
}
