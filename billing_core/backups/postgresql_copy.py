"""The rows of a book of PostgreSQL: COPY of every table in one snapshot of our own connection.

Not `pg_dump`: it has to be there, as new as the server, and be told the password; what it writes is
opened by another program. Rows that were copied so go into tables that our migrations have made.
"""

import zipfile
from collections.abc import Mapping
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, MetaData, text

from billing_core.database import Database

_VERSION = "alembic_version"
_LINES = 1_000_000


def write_postgresql(archive: zipfile.ZipFile, database: Database) -> tuple[str, Mapping[str, int]]:
    """The schema's revision, and how many rows each table has, parents first."""
    with database.reading() as session:
        connection = session.connection()
        revision = connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar_one()  # noqa: S608
        known = MetaData()
        known.reflect(connection)
        counts: dict[str, int] = {}
        for table in known.sorted_tables:
            if table.name != _VERSION:
                counts[table.name] = _copy_out(archive, connection, table.name)
    return str(revision), counts


def _copy_out(archive: zipfile.ZipFile, connection: Connection, table: str) -> int:
    rows = 0
    asked = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with (
        archive.open(_entry(table), "w", force_zip64=True) as out,
        _cursor(connection) as cursor,
        cursor.copy(asked) as copied,
    ):
        for block in copied:
            rows += bytes(block).count(b"\n")  # one row a line: those within are escaped
            out.write(block)
    return rows


def count_rows(archive: zipfile.ZipFile, table: str) -> int:
    """Reads all of it: what is damaged raises BadZipFile."""
    rows = 0
    with archive.open(_entry(table)) as packed:
        while block := packed.read(_LINES):
            rows += block.count(b"\n")
    return rows


def copy_in(archive: zipfile.ZipFile, connection: Connection, tables: Mapping[str, int]) -> None:
    """Fills empty tables that the migrations have made, and lets their numbers go on."""
    for table in reversed(list(tables)):  # what a migration began with: its own first row
        if connection.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first():  # noqa: S608
            connection.execute(text(f'DELETE FROM "{table}"'))  # noqa: S608
    for table in tables:
        asked = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        with (
            archive.open(_entry(table)) as packed,
            _cursor(connection) as cursor,
            cursor.copy(asked) as copied,
        ):
            while block := packed.read(_LINES):
                copied.write(block)
    counted = connection.execute(_COUNTED_UP).all()
    for table, column, sequence in counted:
        going_on = sql.SQL("SELECT setval({}, max({})) FROM {} HAVING max({}) IS NOT NULL").format(
            sql.Literal(sequence), *map(sql.Identifier, (column, table, column))
        )
        with _cursor(connection) as cursor:
            cursor.execute(going_on)


_COUNTED_UP = text(
    "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
    " FROM information_schema.columns WHERE table_schema = current_schema()"
    " AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
)


def _cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


def _entry(table: str) -> str:
    return f"tables/{table}.copy"
