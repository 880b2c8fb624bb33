"""What layouts do with a publication: the roles of sections and the front ids that they know.

It is read from the templates and stylesheets themselves, so that a layout of a user's own has
nothing to declare. Of roles, those that a template compares `section.role` with, the keys that it
looks it up by, and the classes of the stylesheets that begin as it writes them
(`section-{{ section.role }}`); of front texts, those that it asks for (`front["funding"]`). Only
what is reached counts: macros that are called, blocks that are not overridden. A layout that uses a
role or a front id in any other way is open: it may know all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import jinja2
from jinja2 import nodes

from bifolio.files import read_text
from bifolio.layouts import TEMPLATE, Layouts
from bifolio.model import Target
from bifolio.problems import Problems
from bifolio.templates import environment_of

ROLE, FRONT = "role", "front"

METHODS = frozenset({"get", "items", "keys", "values"})
"""Of a mapping; no front id is called so."""

Parents = tuple[nodes.Node, ...]
"""The nodes around one, outermost first."""

ENDS_IN_NAME = re.compile(r"[A-Za-z][\w-]*$")


@dataclass(frozen=True)
class Slots:
    """The names that a layout knows; None where it may know any."""

    roles: frozenset[str] | None
    front: frozenset[str] | None


OPEN = Slots(None, None)


def slots_of(layouts: Layouts, layout: str) -> Slots:
    """The roles and front ids that `layout` knows."""
    reader = _Reader(environment_of(layouts))
    try:
        reader.whole(f"{layout}/{TEMPLATE}", frozenset())
        sheets = (path for each in get_args(Target) for path in layouts.stylesheets(layout, each))
        styles = "".join(map(read_text, dict.fromkeys(sheets)))
    except (jinja2.TemplateError, UnicodeDecodeError, Problems):
        return OPEN  # to merge the text into it reports the error, with its place
    styles = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    roles = set(reader.roles)
    for prefix in reader.prefixes:
        roles.update(re.findall(rf"\.{re.escape(prefix)}([a-z][a-z0-9-]*)", styles))
    return Slots(
        None if reader.any_role else frozenset(roles),
        None if reader.any_front else frozenset(reader.front),
    )


class _Reader:
    """Goes through the parts of templates that a layout reaches, and collects names."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self.roles: set[str] = set()
        self.front: set[str] = set()
        self.prefixes: set[str] = set()
        self.any_role = False
        self.any_front = False
        self._environment = environment
        self._trees: dict[str, nodes.Template] = {}
        self._reached: set[tuple[str, str]] = set()

    def whole(self, name: str, overridden: frozenset[str]) -> None:
        """Read a template and its parents, without the blocks that a child has `overridden`."""
        if (name, "") in self._reached:
            return
        self._reached.add((name, ""))
        tree = self._tree(name)
        own = {block.name for block in tree.find_all(nodes.Block) if not _calls_super(block)}
        parts = [
            node
            for node in _below(tree, skip=overridden)
            if not isinstance(node, nodes.Macro | nodes.Block)
        ]
        self._read(tree, name, overridden)
        for node in parts:
            if isinstance(node, nodes.Extends):
                for parent in _constants(node.template):
                    self.whole(parent, overridden | own)
            elif isinstance(node, nodes.Include):
                for included in _constants(node.template):
                    self.whole(included, frozenset())

    def _tree(self, name: str) -> nodes.Template:
        if name not in self._trees:
            assert self._environment.loader is not None
            source, path, _ = self._environment.loader.get_source(self._environment, name)
            self._trees[name] = self._environment.parse(source, name, path)
        return self._trees[name]

    def _macro(self, template: str, name: str) -> None:
        """Read a macro that is called."""
        if (template, name) in self._reached:
            return
        self._reached.add((template, name))
        for macro in self._tree(template).find_all(nodes.Macro):
            if macro.name == name:
                self._read(macro, template, frozenset())

    def _read(self, part: nodes.Node, template: str, skip: frozenset[str]) -> None:
        """Collect the names below `part`, and follow the macros that it calls."""
        tree = self._tree(template)
        modules = {each.target: each.template for each in tree.find_all(nodes.Import)}
        names = {
            (alias if isinstance(alias, str) else alias[1]): (each.template, alias)
            for each in tree.find_all(nodes.FromImport)
            for alias in each.names
        }
        for node, parents in _with_parents(part, skip):
            if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
                for module in _constants(modules.get(node.node.name)):
                    self._macro(module, node.attr)
            elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
                called = node.node.name
                source, alias = names.get(called, (None, called))
                for module in _constants(source) or (template,):
                    self._macro(module, alias if isinstance(alias, str) else alias[0])
            if _is_item(node, ROLE):
                self._role(node, parents, tree)
            elif isinstance(node, nodes.Call | nodes.Filter):
                self._selected(node)
            if isinstance(node, nodes.Name) and node.name == FRONT and node.ctx == "load":
                self._front(node, parents)

    def _role(
        self, node: nodes.Node, parents: tuple[nodes.Node, ...], tree: nodes.Template
    ) -> None:
        """Note what a template does with `section.role`."""
        parent = parents[-1]
        if isinstance(parent, nodes.Operand):
            parent = parents[-2]
        if isinstance(parent, nodes.Compare):
            sides = (parent.expr, *(operand.expr for operand in parent.ops))
            others = [side for side in sides if side is not node]
            self.roles.update(*map(_strings, others))
            self.any_role |= any(isinstance(side, nodes.Name) for side in others)
        elif table := _looked_up(node, parent):
            for assigned in tree.find_all(nodes.Assign):
                if isinstance(assigned.target, nodes.Name) and assigned.target.name == table:
                    self.roles.update(_strings(assigned.node))
        elif prefix := _prefix(node, parent):
            self.prefixes.add(prefix)
        else:
            self.any_role = True

    def _selected(self, node: Any) -> None:
        """Note a role that sections are selected by: selectattr('role', 'equalto', 'text')."""
        arguments = [*_strings_in_order(node.args)]
        if arguments[:1] == [ROLE] and getattr(node, "name", "") in ("selectattr", "rejectattr"):
            self.roles.update(arguments[2:])

    def _front(self, node: nodes.Name, parents: Parents) -> None:
        """Note which front text a template asks for."""
        parent = parents[-1]
        if isinstance(parent, nodes.Getattr) and parent.attr not in (
            "get",
            "items",
            "values",
            "keys",
        ):
            self.front.add(parent.attr)
        elif isinstance(parent, nodes.Getitem) and isinstance(parent.arg, nodes.Const):
            self.front.add(str(parent.arg.value))
        elif isinstance(parent, nodes.Getattr) and parent.attr == "get":
            call = parents[-2]
            keys = _strings_in_order(call.args) if isinstance(call, nodes.Call) else []
            self.front.update(keys[:1])
            self.any_front |= not keys
        elif isinstance(parent, nodes.Operand) and isinstance(parents[-2], nodes.Compare):
            self.front.update(_strings(parents[-2].expr))
        else:
            self.any_front = True


def _calls_super(block: nodes.Block) -> bool:
    return any(
        isinstance(call.node, nodes.Name) and call.node.name == "super"
        for call in block.find_all(nodes.Call)
    )


def _is_item(node: nodes.Node, name: str) -> bool:
    """Whether `node` is the attribute or the entry called `name` of something."""
    if isinstance(node, nodes.Getattr):
        return node.attr == name
    return (
        isinstance(node, nodes.Getitem)
        and isinstance(node.arg, nodes.Const)
        and node.arg.value == name
    )


def _looked_up(node: nodes.Node, parent: nodes.Node) -> str:
    """The name of the mapping that `node` is looked up in by `parent`, if it is."""
    if isinstance(parent, nodes.Call) and isinstance(parent.node, nodes.Getattr):
        of, method = parent.node.node, parent.node.attr
        if method == "get" and isinstance(of, nodes.Name) and parent.args[:1] == [node]:
            return of.name
    if isinstance(parent, nodes.Getitem) and isinstance(parent.node, nodes.Name):
        return parent.node.name
    return ""


def _prefix(node: nodes.Node, parent: nodes.Node) -> str:
    """What stands right before `node` in a class name: `section-{{ section.role }}`."""
    if not isinstance(parent, nodes.Concat | nodes.Output):
        return ""
    at = next(at for at, each in enumerate(parent.nodes) if each is node)
    before = parent.nodes[at - 1] if at else None
    text = ""
    if isinstance(before, nodes.Const):
        text = str(before.value)
    elif isinstance(before, nodes.TemplateData):
        text = before.data
    match = ENDS_IN_NAME.search(text)
    return match[0] if match else ""


def _constants(node: object) -> tuple[str, ...]:
    """The strings that a name of a template may be; none for one that is computed."""
    return tuple(_strings(node)) if isinstance(node, nodes.Node) else ()


def _strings(node: nodes.Node) -> Iterator[str]:
    """The constant strings in `node`; of a mapping, its keys."""
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, nodes.Dict):
        for pair in node.items:
            yield from _strings(pair.key)
    elif isinstance(node, nodes.Tuple | nodes.List):
        for item in node.items:
            yield from _strings(item)


def _strings_in_order(arguments: list[nodes.Expr]) -> list[str]:
    return [string for argument in arguments for string in _strings(argument)]


def _below(tree: nodes.Node, skip: frozenset[str]) -> Iterator[nodes.Node]:
    return (node for node, _ in _with_parents(tree, skip))


def _with_parents(
    node: nodes.Node, skip: frozenset[str], parents: Parents = ()
) -> Iterator[tuple[nodes.Node, Parents]]:
    """Every node below `node` with those around it; macros and the blocks to `skip` left out."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Macro):
            continue
        if isinstance(child, nodes.Block) and child.name in skip:
            continue
        around = (*parents, node)
        yield child, around
        yield from _with_parents(child, skip, around)
