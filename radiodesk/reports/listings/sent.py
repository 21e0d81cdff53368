"""Clips, publications and deliveries that count, and those that do not."""

from sqlalchemy import and_, case, func, select

from radiodesk.kinds import NOT_SENT, SENT, ClipState, DeliveryState
from radiodesk.model import Clip, Delivery, Edition, Programme, Publication, Story
from radiodesk.reports.listings.common import NO_SECONDS, PROGRAMME_COLUMNS, Asked, Days, Listing, between


def _clips(date: str) -> Listing:
    dated = Clip.aired if date == "aired" else Clip.sent
    return select(
        Clip.id,
        dated.label("dated"),
        Clip.title,
        Clip.state.label("detail"),
        Clip.seconds.label("seconds"),
        Clip.kind.label("kind"),
        Clip.genre.label("genre"),
        Clip.state.label("state"),
        Clip.recipient_id.label("recipient"),
    )


def clips(days: Asked, date: str = "sent") -> Listing:
    """Television clips and columns that were sent, or aired by the recipient. Rejected ones do not count."""
    dated = Clip.aired if date == "aired" else Clip.sent
    return _clips(date).where(Clip.state.in_(SENT), between(dated, days))


def other_clips(days: Days, date: str = "sent") -> Listing:
    """Clips that were rejected, and those sent the day before or after."""
    dated = Clip.aired if date == "aired" else Clip.sent
    counts = and_(Clip.state.in_(SENT), between(dated, days))
    reason = case(
        (Clip.state == ClipState.REJECTED, "rejected"), (Clip.state.in_(NOT_SENT), "not_sent"), else_="outside"
    )
    return _clips(date).add_columns(reason.label("reason")).where(between(dated, days.wider), ~counts)


def _publications() -> Listing:
    return (
        select(
            Publication.id,
            Publication.posted.label("dated"),
            Programme.title,
            Publication.address.label("detail"),
            NO_SECONDS,
            *PROGRAMME_COLUMNS,
            Publication.channel.label("channel"),
            Publication.page.label("page"),
        )
        .join(Edition, Publication.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
    )


def publications(days: Asked, _date: str = "") -> Listing:
    """Editions posted on a website or a social page. Withdrawn ones do not count."""
    return _publications().where(~Publication.withdrawn, between(Publication.posted, days))


def other_publications(days: Days, _date: str = "") -> Listing:
    """Withdrawn publications, and those posted the day before or after."""
    reason = case((Publication.withdrawn, "withdrawn"), else_="outside")
    counts = and_(~Publication.withdrawn, between(Publication.posted, days))
    return _publications().add_columns(reason.label("reason")).where(between(Publication.posted, days.wider), ~counts)


def _deliveries() -> Listing:
    return (
        select(
            Delivery.id,
            Delivery.sent.label("dated"),
            func.coalesce(Story.title, Programme.title).label("title"),
            Delivery.note.label("detail"),
            NO_SECONDS,
            Delivery.recipient_id.label("recipient"),
            Delivery.state.label("state"),
            case((Delivery.story_id.is_not(None), "story"), else_="edition").label("what"),
            Story.genre.label("genre"),
            Programme.id.label("programme"),
        )
        .outerjoin(Story, Delivery.story_id == Story.id)
        .outerjoin(Edition, Delivery.edition_id == Edition.id)
        .outerjoin(Programme, Edition.programme_id == Programme.id)
    )


def deliveries(days: Asked, _date: str = "") -> Listing:
    """Stories and editions handed to recipients. Rejected ones do not count."""
    return _deliveries().where(Delivery.state != DeliveryState.REJECTED, between(Delivery.sent, days))


def other_deliveries(days: Days, _date: str = "") -> Listing:
    """Rejected deliveries, and those sent the day before or after."""
    is_rejected = Delivery.state == DeliveryState.REJECTED
    reason = case((is_rejected, "rejected"), else_="outside")
    counts = and_(~is_rejected, between(Delivery.sent, days))
    return _deliveries().add_columns(reason.label("reason")).where(between(Delivery.sent, days.wider), ~counts)
