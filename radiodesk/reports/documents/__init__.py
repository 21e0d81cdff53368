"""The documents of a report: sentences, a Word file, a PDF, a workbook, files for programs, and reading figures back.

They take `radiodesk.reports.content`. `radiodesk.reports.written` chooses the format.
"""
