"""
The chain of numbers: what each step counts, said once, in SQL.

in stock → scanned → read → reviewed → signed → loaded → reused. The page, the API, the command line and the report all show what
is defined here; triggers keep the counts while documents move, so that no path into the database can forget to count.

| step | a paper counts when |
|---|---|
| counted | a unit counted it on its shelf and it is still valid (``holdings``) |
| excluded | it was counted, and on the line it turned out to be expired or no result that must be digitized |
| in stock | counted and not excluded: the denominator of Decision 468/QĐ-TTg |
| scanned | received and neither a duplicate nor excluded |
| read | its fields were extracted |
| reviewed | rules or a person accepted it |
| signed | it bears the mark and the signature |
| loaded | the registry holds it and it is not revoked |
| reused | it was used for another dossier at least once |
| covered | loaded, as far as the unit's own stock of that type reaches: what the percentage of what is left goes by |

Later steps are part of earlier ones, except that registry and stock know papers that this ledger never saw.
"""

from __future__ import annotations

from collections.abc import Iterator

QUERY_VERSION = "1"
"""Raised with every change of a definition here; snapshots and reports carry it."""

_HERE = "{row}.outcome NOT IN ('duplicate', 'excluded')"

PAPER_STEPS = {
    "scanned": _HERE,
    "read": _HERE + " AND {row}.stage IN ('extract', 'validate', 'review', 'sign', 'load')",
    "reviewed": _HERE + " AND {row}.stage IN ('review', 'sign', 'load')",
    "signed": _HERE + " AND {row}.stage IN ('sign', 'load')",
    "excluded": "{row}.outcome = 'excluded'",
    "duplicates": "{row}.outcome = 'duplicate'",
    "waiting": "{row}.outcome = 'review'",
    "aside": "{row}.outcome = 'set_aside'",
}
"""Conditions on a row of ``documents``."""

CELL = ("COALESCE({row}.unit, '')", "COALESCE({row}.level, '')", "COALESCE({row}.document_type, {row}.declared_type, '')")
"""Unit, level and type of a row: the type that was read, else the declared one."""
_WATCHED = ("unit", "level", "document_type", "declared_type", "stage", "outcome", "problem")


def figures(row: str, sign: str = "") -> str:
    """The columns of ``PAPER_STEPS`` for a row of ``documents``, each 1 or 0."""
    return ", ".join(f"{sign}(CASE WHEN {test.format(row=row)} THEN 1 ELSE 0 END)" for test in PAPER_STEPS.values())


def cell(row: str) -> str:
    """The columns of ``CELL`` for a row."""
    return ", ".join(column.format(row=row) for column in CELL)


def recount() -> str:
    """A query for all cells from the documents themselves; what the kept counts must agree with."""
    sums = ", ".join(f"SUM(CASE WHEN {test.format(row='d')} THEN 1 ELSE 0 END) AS {n}" for n, test in PAPER_STEPS.items())
    unit, level, kind = (column.format(row="d") for column in CELL)
    names = f"{unit} AS unit, {level} AS level, {kind} AS document_type"
    return f"SELECT {names}, {sums}, 0 AS reused FROM documents d GROUP BY 1, 2, 3"  # noqa: S608 - all of it stands above


def recount_states() -> str:
    """The same of what waits where."""
    return "SELECT outcome, stage, COALESCE(problem, '') AS problem, COUNT(*) AS n FROM documents GROUP BY 1, 2, 3"


def triggers(dialect: str) -> Iterator[str]:
    """The statements that make the database count; earlier ones of the same names give way."""
    for name, table in _TRIGGERS.items():
        yield f"DROP TRIGGER IF EXISTS {name}" + ("" if dialect == "sqlite" else f" ON {table}")
    names = ", ".join(("unit", "level", "document_type", *PAPER_STEPS))
    add, take = (
        f"INSERT INTO paper_changes ({names}) SELECT {cell(row)}, {figures(row, sign)};"
        f" INSERT INTO state_changes SELECT {row}.outcome, {row}.stage, COALESCE({row}.problem, ''), {sign}1;"
        for row, sign in _ENDS
    )
    again = "INSERT INTO paper_changes (unit, level, document_type, reused) SELECT NEW.unit, NEW.level, NEW.document_type, 1"
    if dialect == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _WATCHED)
        yield f"CREATE TRIGGER documents_count_new AFTER INSERT ON documents BEGIN {add} END"
        yield f"CREATE TRIGGER documents_count_gone AFTER DELETE ON documents BEGIN {take} END"
        watched = ", ".join(_WATCHED)
        yield f"CREATE TRIGGER documents_count AFTER UPDATE OF {watched} ON documents WHEN {changed} BEGIN {take} {add} END"
        yield f"CREATE TRIGGER reuses_count AFTER INSERT ON reuses WHEN NEW.first BEGIN {again}; END"
        return
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _WATCHED)
    yield (
        "CREATE OR REPLACE FUNCTION documents_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {take} END IF; IF TG_OP <> 'DELETE' THEN {add} END IF; RETURN NULL; END $$"
    )
    each = "FOR EACH ROW EXECUTE FUNCTION documents_counted()"
    yield f"CREATE TRIGGER documents_count_new AFTER INSERT OR DELETE ON documents {each}"
    yield (
        f"CREATE TRIGGER documents_count AFTER UPDATE ON documents FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION documents_counted()"
    )
    yield f"CREATE OR REPLACE FUNCTION reuses_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {again}; RETURN NULL; END $$"
    yield "CREATE TRIGGER reuses_count AFTER INSERT ON reuses FOR EACH ROW WHEN (NEW.first) EXECUTE FUNCTION reuses_counted()"


_ENDS = (("NEW", ""), ("OLD", "-"))
_TRIGGERS = {
    "documents_count_new": "documents",
    "documents_count_gone": "documents",
    "documents_count": "documents",
    "reuses_count": "reuses",
}
