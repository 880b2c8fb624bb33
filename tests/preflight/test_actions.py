"""The actions of a PDF are found wherever they are, and damaged trees end."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from bifolio.limits import time_limit
from bifolio.pdf.actions import actions_of


@pytest.fixture
def pdf() -> Pdf:
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf = Pdf.new()
    leaf = pdf.make_indirect(Dictionary(Names=Array(["first", script])))
    tree = pdf.make_indirect(Dictionary(Kids=Array([leaf])))
    pdf.Root.Names = Dictionary(JavaScript=tree)
    return pdf


def test_scripts_in_the_names_of_a_document_are_found(pdf: Pdf) -> None:
    assert [each.kind for each in actions_of(pdf.Root, [], {})] == ["JavaScript"]


def test_a_name_tree_that_leads_back_to_itself_is_read_once(pdf: Pdf) -> None:
    tree = pdf.Root.Names.JavaScript
    tree.Kids = Array([tree, tree, *tree.Kids])
    with time_limit(10):
        assert [each.kind for each in actions_of(pdf.Root, [], {})] == ["JavaScript"]
