"""Reports on ten years of a busy station, against the same questions in hand-written SQL and in DuckDB.

The main figures of a year and of the year before are compared with SQL for the same twelve numbers, a month with its
year, and the twelve months of the chart with one year. The whole report, with its breakdowns, is compared with DuckDB
on the same data in memory: two threads, one query per figure or breakdown, loading not counted. It needs the extra
`bench`.

    python bench/reports.py [--years N] [--database URL | --postgres]
"""

import csv
import datetime as dt
import decimal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
from decade_desk import decade_desk
from driver import Driver
from sqlalchemy import select, text

from radiodesk.kinds import PeriodRule
from radiodesk.model import Base, Desk
from radiodesk.reports import counting, tally
from radiodesk.reports.content import Measure, Report
from radiodesk.reports.indicators import BUILT_IN, Indicator
from radiodesk.reports.listings.common import Days
from radiodesk.reports.periods import parse, year_before

RUNS = 5
YEAR = parse("2019", PeriodRule.CALENDAR)
MONTH = parse("2019-03", PeriodRule.CALENDAR)

STAMPS = "1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000'"
COPIED = "1, created, changed"
AIRED = "JOIN broadcast b ON b.edition_id = {} AND b.kind = 'first_run' AND b.state = 'aired'"
MORE = (
    "UPDATE story SET place = 'Xã ' || (id % 14), source = CASE WHEN id % 9 = 0 THEN 'contributor' ELSE source END",
    "UPDATE broadcast SET actual_starts = starts WHERE state = 'aired' AND id % 3 > 0",
    "UPDATE programme SET special = (1 = 1), language = 'Khmer' WHERE id % 5 = 0",
    "UPDATE programme SET own_live = (1 = 1) WHERE id = 8",
    *(
        f"INSERT INTO {table} (name, folded, key, version, created, changed) VALUES ('{name}', '{name}', '{name}', "
        f"{STAMPS})"
        for table, names in (("topic", "abcdef"), ("outlet", "gh"), ("recipient", "ij"))
        for name in names
    ),
    f"""INSERT INTO story_topic (story_id, topic_id, version, created, changed)
        SELECT id, 1 + id % 6, {COPIED} FROM story WHERE id % 5 = 0
        UNION ALL SELECT id, 1 + (id + 2) % 6, {COPIED} FROM story WHERE id % 25 = 0""",
    f"""INSERT INTO edition_topic (edition_id, topic_id, version, created, changed)
        SELECT id, 1 + id % 6, {COPIED} FROM edition WHERE id % 7 = 0""",
    f"""INSERT INTO credit (person_id, story_id, role, version, created, changed)
        SELECT 1 + (id + 3) % 8, id, 'author', {COPIED} FROM story WHERE id % 6 = 0""",
    f"""INSERT INTO credit (person_id, clip_id, role, version, created, changed)
        SELECT 1 + (id + 3) % 8, id, 'author', {COPIED} FROM clip""",
    f"""INSERT INTO broadcast_outlet (broadcast_id, outlet_id, version, created, changed)
        SELECT id, 1 + id % 2, {COPIED} FROM broadcast WHERE id % 4 = 0""",
    f"""INSERT INTO publication (edition_id, address, posted, channel, page, withdrawn, version, created, changed)
        SELECT edition_id, address || '#', posted, 'social', 'Fanpage', withdrawn, {COPIED} FROM publication""",
    f"""INSERT INTO delivery (recipient_id, story_id, state, sent, note, version, created, changed)
        SELECT 1 + story_id % 3, story_id, 'sent', date(b.starts), '', 1, line.created, line.changed
        FROM line {AIRED.format("line.edition_id")} WHERE story_id % 15 = 0""",
    *(
        f"INSERT INTO target (indicator, year, month, value, version, created, changed) "
        f"VALUES ('{each.key}', 2019, 0, '1000.00', {STAMPS})"
        for each in BUILT_IN
        if not each.share
    ),
)
"""What the decade lacks, and reports divide by: places, topics, second authors, outlets, deliveries, targets."""

NEWS = """FROM broadcast b JOIN edition e ON e.id = b.edition_id JOIN programme p ON p.id = e.programme_id
    WHERE p.kind = 'news' AND b.kind = 'first_run' AND b.state = 'aired'"""
DURING = "AND b.starts >= {begin} AND b.starts < {end}"
MAIN_SQL = (
    f"SELECT count(*) {NEWS} {DURING}",
    f"""SELECT count(DISTINCT line.story_id) FROM (SELECT e.id {NEWS} {DURING}) news
        JOIN line ON line.edition_id = news.id WHERE line.story_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM line earlier JOIN edition e ON e.id = earlier.edition_id
            JOIN broadcast b ON b.edition_id = e.id JOIN programme p ON p.id = e.programme_id
            WHERE earlier.story_id = line.story_id AND earlier.edition_id <> line.edition_id AND p.kind = 'news'
            AND b.kind = 'first_run' AND b.state = 'aired' AND b.starts < {{begin}})""",
    f"SELECT count(*) FROM broadcast b JOIN relay ON relay.id = relay_id WHERE live AND state = 'aired' {DURING}",
    *(
        f"SELECT count(*) FROM clip WHERE kind = '{kind}' AND state IN ('sent', 'aired')"
        " AND sent >= {first} AND sent <= {last}"
        for kind in ("clip", "column")
    ),
    "SELECT count(*) FROM publication JOIN edition e ON e.id = edition_id JOIN programme p ON p.id = e.programme_id"
    " WHERE p.kind = 'news' AND NOT withdrawn AND channel = 'website' AND posted >= {first} AND posted <= {last}",
)

TABLES: tuple[str, ...] = ("broadcast", "edition", "programme", "relay", "line", "story", "clip", "publication")
TABLES += ("delivery", "credit", "story_topic", "edition_topic", "broadcast_outlet", "target")

OF_PROGRAMME = "p.kind, p.id AS programme, p.language, p.special, p.own_live OR e.own_live AS own_live"
EDITIONS = f"""SELECT e.id, b.starts AS dated, 0 AS seconds, {OF_PROGRAMME} FROM broadcast b
    JOIN edition e ON e.id = b.edition_id JOIN programme p ON p.id = e.programme_id
    WHERE b.kind = 'first_run' AND b.state = 'aired' {DURING}"""
LINES = NEWS.replace("WHERE", "JOIN line ON line.edition_id = e.id JOIN story ON story.id = line.story_id WHERE")
STORIES = f"""SELECT story.id, dated, 0 AS seconds, genre, source, story.place FROM (
        SELECT line.story_id AS id, min(b.starts) AS dated {LINES} {DURING} GROUP BY line.story_id
    ) first JOIN story ON story.id = first.id
    WHERE NOT EXISTS (SELECT 1 {LINES} AND line.story_id = first.id AND b.starts < {{begin}})"""
USES = f"""SELECT DISTINCT story.id, e.id AS edition, b.starts AS dated, 0 AS seconds, genre, source, story.place
    {LINES} {DURING}"""
SUBJECTS = {
    "editions": EDITIONS,
    "programmes": f"SELECT programme AS id, programme, kind, 0 AS seconds FROM ({EDITIONS}) GROUP BY programme, kind",
    "stories": STORIES,
    "story_uses": USES,
    "topic_items": f"""SELECT s.id, 0 AS seconds, topic_id AS topic FROM ({STORIES}) s
        JOIN story_topic ON story_id = s.id
        UNION ALL SELECT d.id, 0, topic_id FROM ({EDITIONS}) d JOIN edition_topic ON edition_id = d.id""",
    "broadcasts": f"""SELECT b.id, coalesce(b.actual_seconds, b.planned_seconds) AS seconds, b.kind AS broadcast,
        {OF_PROGRAMME}, r.upstream_id AS upstream, coalesce(r.live, FALSE) AS live_event,
        CASE WHEN actual_starts IS NULL THEN 'unknown' WHEN abs(epoch(actual_starts - starts)) <= 60 THEN 'yes'
            ELSE 'no' END AS on_time
        FROM broadcast b LEFT JOIN edition e ON e.id = b.edition_id LEFT JOIN programme p ON p.id = e.programme_id
        LEFT JOIN relay r ON r.id = b.relay_id WHERE b.state = 'aired' {DURING}""",
    "clips": """SELECT id, seconds, kind, genre, recipient_id AS recipient FROM clip
        WHERE state IN ('sent', 'aired') AND sent BETWEEN {first} AND {last}""",
    "publications": f"""SELECT u.id, 0 AS seconds, {OF_PROGRAMME}, channel, page FROM publication u
        JOIN edition e ON e.id = u.edition_id JOIN programme p ON p.id = e.programme_id
        WHERE NOT withdrawn AND posted BETWEEN {{first}} AND {{last}}""",
    "deliveries": """SELECT id, 0 AS seconds, recipient_id AS recipient,
        CASE WHEN story_id IS NULL THEN 'edition' ELSE 'story' END AS what FROM delivery
        WHERE state <> 'rejected' AND sent BETWEEN {first} AND {last}""",
}
LINKS = {
    ("stories", "topic"): "SELECT story_id AS owner, topic_id AS value FROM story_topic",
    ("stories", "author"): "SELECT story_id AS owner, person_id AS value FROM credit WHERE role = 'author'",
    ("clips", "author"): "SELECT clip_id AS owner, person_id AS value FROM credit WHERE role = 'author'",
    ("broadcasts", "outlet"): """SELECT broadcast_id AS owner, outlet_id AS value FROM broadcast_outlet
        UNION ALL SELECT id, 0 FROM broadcast WHERE own_air""",
}


def load(desk: Desk, folder: Path) -> duckdb.DuckDBPyConnection:
    """The tables of a desk in DuckDB's memory."""
    connection = duckdb.connect(config={"threads": 2})
    with desk.reading() as session:
        for table in (Base.metadata.tables[name] for name in TABLES):
            columns = [each for each in table.columns if each.name not in ("note", "from_file", "chapters", "folded")]
            file = folder / f"{table.name}.csv"
            with file.open("w", newline="", encoding="utf-8") as out:
                writer = csv.writer(out)
                writer.writerow([each.name for each in columns])
                for row in session.connection().execute(select(*columns)):
                    writer.writerow(
                        [each.replace(tzinfo=None) if isinstance(each, dt.datetime) else each for each in row]
                    )
            names = ", ".join(f'"{each.name}" {each.type}' for each in columns)
            connection.execute(f"CREATE TABLE {table.name} ({names})")
            connection.execute(f"COPY {table.name} FROM '{file}' (HEADER)")
    return connection


def questions(indicator: Indicator) -> Iterator[str]:
    """One query for the figure, and one for each breakdown."""
    if indicator.share:
        part, whole = (next(each for each in BUILT_IN if each.key == key) for key in indicator.share)
        yield f"SELECT ({next(questions(part))}) * 100.0 / nullif(({next(questions(whole))}), 0)"
        return
    meets = ["TRUE"]
    for each in indicator.where:
        values = [{"yes": "TRUE", "no": "FALSE"}.get(one, f"'{one}'") for one in each.values]
        values = [f"'{one}'" for one in each.values] if each.property == "on_time" else values
        meets.append(f"{each.property} {'NOT ' * each.negated}IN ({', '.join(values)})")
    rows = f"(SELECT * FROM ({SUBJECTS[indicator.counts]}) WHERE {' AND '.join(meets)})"
    amount = "sum(seconds)" if indicator.measure is Measure.HOURS else "count(*)"
    yield f"SELECT {amount} FROM {rows}"
    for name in indicator.by:
        if links := LINKS.get(("stories" if indicator.counts == "story_uses" else indicator.counts, name)):
            grouped = f"""SELECT id, any_value(seconds) AS seconds, list(value ORDER BY value) AS value
                FROM {rows} of_rows LEFT JOIN ({links}) links ON owner = of_rows.id GROUP BY id"""
            yield f"SELECT value, {amount} FROM ({grouped}) GROUP BY value"
        else:
            yield f"SELECT {name}, {amount} FROM {rows} GROUP BY {name}"


def target_of(indicator: Indicator) -> str:
    """One query for the target of a year, and for the sum of its months."""
    return f"""SELECT any_value(value) FILTER (month = 0), sum(CAST(value AS DECIMAL(18, 2))) FILTER (month > 0)
        FROM target WHERE indicator = '{indicator.key}' AND year = 2019"""


def add_more(desk: Desk) -> None:
    """Give the decade what it lacks. A database on a server may have it from an earlier run."""
    with desk.engine.execution_options(radiodesk_writes=True).begin() as connection:
        if connection.scalar(text("SELECT count(*) FROM target")):
            return
        for statement in MORE:
            connection.execute(text(statement))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


def filled(query: str, days: Days) -> str:
    """A query of DuckDB with the days of a period."""
    begin, end = (f"TIMESTAMP '{each:%Y-%m-%d %H:%M:%S}'" for each in days.span)
    return query.format(begin=begin, end=end, first=f"DATE '{days.first}'", last=f"DATE '{days.last}'")


def check(report: Report, duck: duckdb.DuckDBPyConnection, days: Days) -> None:
    """See that DuckDB answers the same questions: as large figures, as many rows."""
    for each in BUILT_IN:
        figure, *parts = (duck.execute(filled(query, days)).fetchall() for query in questions(each))
        count = decimal.Decimal(figure[0][0] or 0) / (3600 if each.measure is Measure.HOURS else 1)
        told = report.figure(each.key).count or 0
        assert abs(told - count) <= decimal.Decimal("0.01"), (each.key, told, count)
        rows = [len(each.rows) for each in report.breakdowns_of(each.key)]
        assert rows == [len(each) for each in parts], (each.key, rows, parts)


def alternating(ours: Callable[[], Any], reference: Callable[[], Any]) -> tuple[float, float]:
    """The median seconds of both, run in turn after a warm-up of each."""
    ours(), reference()
    pairs = [(_seconds(ours), _seconds(reference)) for _run in range(RUNS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _seconds(call: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def say(what: str, ours: float, named: str, reference: float, limit: float) -> None:
    """Print one line, with the mark of a missed limit."""
    allowed = reference * limit
    if limit >= 1:
        allowed = max(allowed, reference + 0.01)  # nobody sees ten milliseconds
    missed = "" if ours <= allowed else " MISSED"
    both = f"{ours * 1000:.0f} ms, {named}: {reference * 1000:.0f} ms"
    print(f"{what}: {both}, ratio {ours / reference:.2f} (at most {limit:g}){missed}")


def main() -> None:
    """Ask all of it, in turn with the references."""
    with decade_desk(__doc__) as config, tempfile.TemporaryDirectory() as folder:
        desk, driver = Desk.open(config), Driver(config)
        add_more(desk)
        with desk.reading() as session:
            year, before = tally.days_of(session, YEAR), tally.days_of(session, year_before(YEAR))

        def figures(*periods: Any) -> list[list[Any]]:
            with desk.reading() as session:
                return [[each.count for each in tally.main(session, period)] for period in periods]

        def by_hand() -> list[list[Any]]:
            found = []
            for days in (year, before):
                begin, end = map(driver.moment, days.span)
                first, last = str(days.first), str(days.last)
                of_days = []
                for query in MAIN_SQL:
                    values = [value for name, value in (("begin", begin), ("end", end)) if f"{{{name}}}" in query]
                    plain = query.format(begin="?", end="?", first="?", last="?")
                    asked = [begin, end, begin] if "NOT EXISTS" in query else values or [first, last]
                    of_days.append(driver.read(plain, *asked)[0][0])
                found.append(of_days)
            return found

        assert figures(YEAR, year_before(YEAR)) == by_hand()
        ours, reference = alternating(lambda: figures(YEAR, year_before(YEAR)), by_hand)
        say("The main figures of two years", ours, "SQL by hand", reference, 1.5)
        ours, reference = alternating(lambda: figures(MONTH), lambda: figures(YEAR))
        say("A month", ours, "its year", reference, 0.2)

        def chart() -> None:
            with desk.reading() as session:
                tally.monthly(session, "stories", YEAR)

        def one_year() -> None:
            with desk.reading() as session:
                counting.totals(session, [BUILT_IN[1]], year)

        ours, reference = alternating(chart, one_year)
        say("Twelve months of the chart", ours, "one year", reference, 2)

        duck = load(desk, Path(folder))
        every = [query for each in BUILT_IN for query in questions(each)]
        planned = [target_of(each) for each in BUILT_IN if not each.share]

        def whole() -> Any:
            with desk.reading() as session:
                return tally.report(session, YEAR)

        def by_duck() -> list[Any]:
            asked = [filled(query, days) for days in (year, before) for query in every]
            return [duck.execute(query).fetchall() for query in asked + planned]

        check(whole(), duck, year)
        ours, reference = alternating(whole, by_duck)
        say(f"A whole report, {len(every)} figures and breakdowns with the year before", ours, "DuckDB", reference, 3)


if __name__ == "__main__":
    main()
