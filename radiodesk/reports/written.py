"""Write a report in a format. The one entry to its documents; each format is loaded when it is asked for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from radiodesk.reports.content import Evidence, Paper, Report


def written(
    report: Report,
    form: str,
    *,
    evidence: Iterable[Evidence] = (),
    paper: Paper | None = None,
    template: Path | None = None,
    months: Sequence[Report] = (),
) -> bytes:
    """The content of a report's file in a format of `endings.ENDING_OF`.

    evidence: what the figures count, for .xlsx. paper: the head and the end of .docx and .pdf. template: a Word file
    of the station's own, for .docx. months: the reports of the months up to the period, for the charts of .xlsx.
    raises FigureMissing for a paper that would print a figure without a value, and the errors of each format.
    """
    match form:
        case "docx":
            from radiodesk.reports.documents.word import as_word

            return as_word(report, paper, template)
        case "pdf":
            from radiodesk.reports.documents.pdf import as_pdf

            return as_pdf(report, paper)
        case "xlsx":
            from radiodesk.reports.documents.workbook import as_workbook

            return as_workbook(report, paper, evidence, months)
        case "paragraph":
            from radiodesk.reports.documents.sentences import paragraph_text

            return f"{paragraph_text(report, rounds=paper is None or paper.rounds)}\n".encode()
        case _:
            return _plain_file(report, form)


def _plain_file(report: Report, form: str) -> bytes:
    """A text file. CSV begins with a mark, without which Excel does not read it as UTF-8."""
    from radiodesk.reports.documents import plain_files

    match form:
        case "csv":
            return plain_files.as_csv(report).encode("utf-8-sig")
        case "json":
            return plain_files.as_json(report).encode()
        case "text":
            return plain_files.as_text(report).encode()
    raise ValueError(form)
