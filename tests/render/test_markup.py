from __future__ import annotations

from pathlib import Path

from bifolio.content import Content, Run
from bifolio.problems import Place
from bifolio.render.markup import markup


def written(*runs: Run) -> str:
    return str(markup(Content("unit", "en", Place(Path("text.yaml")), runs)))


def test_markup_is_nested_from_the_outside_in() -> None:
    runs = (
        Run("a", "en", href="https://x.org"),
        Run("b", "en", strong=True, href="https://x.org"),
        Run("中", "zh-Hans", strong=True),
    )
    assert written(*runs) == (
        '<a href="https://x.org">a<strong>b</strong></a>'
        '<strong><span lang="zh-Hans">中</span></strong>'
    )


def test_every_character_is_escaped() -> None:
    assert written(Run('<b> & "', "en")) == "&lt;b&gt; &amp; &#34;"
    assert 'href="&#34;&gt;{}"' in written(Run("{}", "en", href='">{}'))
