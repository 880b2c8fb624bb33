"""Figures of the structure of the code, of this state and of any earlier one.

    python -m tests.structure [REVISION ...]

Prints a table with a column for the working tree, and one before it for each revision of git that
is named: `python -m tests.structure 8028484^` compares with the state before the packages existed.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
NAME = "bifolio"
Node = TypeVar("Node", bound=Hashable)


def modules(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every module of the package in `folder` but its own `__init__`, by its package."""
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if inside.parts != ("__init__.py",):
            yield inside.parts[0].removesuffix(".py"), path


@cache
def nodes_of(path: Path) -> Sequence[ast.AST]:
    """All nodes of a module; it is parsed once, which takes longer than all that is counted."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def imported(path: Path) -> Iterator[str]:
    """Yield the packages of `bifolio` that a module imports, in functions too."""
    for name in imported_names(nodes_of(path)):
        if name != f"{NAME}.__version__":
            yield name.split(".")[1]


def imported_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the dotted names below `bifolio` that `nodes` import."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        yield from (name for name in names if name.startswith(f"{NAME}."))


def cycles(edges: Iterable[tuple[Node, Node]]) -> list[set[Node]]:
    """Return the groups of nodes each of which leads to every other one of its group."""
    following: dict[Node, set[Node]] = {}
    for start, end in edges:
        following.setdefault(start, set()).add(end)
    reached = {node: _reached(node, following) for node in following}
    groups: list[set[Node]] = []
    for node, nodes in reached.items():
        group = {other for other in nodes if node in reached.get(other, ())}
        if len(group) > 1 and group not in groups:
            groups.append(group)
    return groups


def _reached(start: Node, following: Mapping[Node, set[Node]]) -> set[Node]:
    reached: set[Node] = set()
    waiting = [start]
    while waiting:
        for node in following.get(waiting.pop(), set()) - reached:
            reached.add(node)
            waiting.append(node)
    return reached


def figures(folder: Path) -> dict[str, int]:
    """Count modules, lines, dependencies and cycles of the package in `folder`."""
    paths = {_dotted(path, folder): path for _, path in modules(folder)}
    nodes = {name: nodes_of(path) for name, path in paths.items()}
    between_modules = {
        (name, target)
        for name, found in nodes.items()
        for each in imported_names(found)
        if (target := _module_of(each, paths)) and target != name
    }
    between_packages = {
        (start, end)
        for one, other in between_modules
        if (start := one.split(".")[1]) != (end := other.split(".")[1])
    }
    return {
        "packages and modules at the top": len({package for package, _ in modules(folder)}),
        "modules": len(paths),
        "lines": sum(path.read_text("utf-8").count("\n") for path in paths.values()),
        "lines of code, neither comment nor docstring": sum(map(_lines_of_code, nodes.values())),
        "dependencies between packages": len(between_packages),
        "cycles of packages": len(cycles(between_packages)),
        "dependencies between modules": len(between_modules),
        "cycles of modules": len(cycles(between_modules)),
        "imports in functions": sum(map(_imports_in_functions, nodes.values())),
        "names that several public classes have": sum(
            len(found) > 1 for found in class_names(folder).values()
        ),
    }


def class_names(folder: Path) -> dict[str, list[str]]:
    """The modules that define a public class of each name."""
    found: dict[str, list[str]] = {}
    for _, path in modules(folder):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(path.relative_to(folder).as_posix())
    return found


def _dotted(path: Path, folder: Path) -> str:
    parts = (NAME, *path.relative_to(folder).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


def _module_of(name: str, known: Mapping[str, Path]) -> str | None:
    """The module that an imported name is, or is in."""
    return next((each for each in (name, name.rpartition(".")[0]) if each in known), None)


def _lines_of_code(nodes: Iterable[ast.AST]) -> int:
    """How many lines have code; what `ast` keeps but comments, and strings that are statements."""
    code = {line for node in nodes for line in _lines(node)}
    strings = {
        line
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in _lines(node)
    }
    return len(code - strings)


def _lines(node: ast.AST) -> Iterator[int]:
    """The lines on which a node begins and ends, and those within a string."""
    if isinstance(node, ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias):
        yield node.lineno
        yield node.end_lineno or node.lineno
        if isinstance(node, ast.Constant):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _imports_in_functions(nodes: Iterable[ast.AST]) -> int:
    """How many import statements of `bifolio` are in functions."""
    found = {
        statement
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.walk(node)
        if isinstance(statement, ast.Import | ast.ImportFrom)
        and any(True for _ in imported_names([statement]))
    }
    return len(found)


def figures_at(revision: str) -> dict[str, int]:
    """The figures of a revision of git; raises `CalledProcessError` for one that is unknown."""
    command = ["git", "archive", revision, NAME]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as temporary:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(temporary, filter="data")
        return figures(Path(temporary) / NAME)


def table(columns: Mapping[str, Mapping[str, int]]) -> str:
    """The figures side by side, a column for each state."""
    width = max(map(len, columns), default=0)
    width = max(width, 8)
    rows = next(iter(columns.values()))
    label = max(map(len, rows))
    lines = [" " * label + "".join(f"  {name:>{width}}" for name in columns)]
    for row in rows:
        cells = "".join(f"  {column[row]:>{width},}" for column in columns.values())
        lines.append(f"{row:{label}}{cells}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser("structure", description=__doc__.partition("\n")[0])
    parser.add_argument("revision", nargs="*", help="a state of git to compare with")
    options = parser.parse_args(arguments)
    try:
        columns = {revision: figures_at(revision) for revision in options.revision}
    except subprocess.CalledProcessError as error:
        print(error.stderr.decode().strip(), file=sys.stderr)
        return 2
    print(table({**columns, "now": figures(ROOT / NAME)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
