"""Files become the trees that they describe, and what cannot be one is refused with one clear error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.errors import DataError
from oomcast.techtree.imports.dated import dated_project
from oomcast.techtree.imports.edges import edge_list
from oomcast.techtree.imports.opening import open_tree
from oomcast.techtree.imports.rcpsp import parse_patterson, parse_psplib
from oomcast.techtree.imports.text import table_of
from oomcast.techtree.structure import measured


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.csv"


# --- edge lists


def test_an_edge_list_alone_names_its_nodes(tmp_path: Path) -> None:
    graph = edge_list(written(tmp_path, links="source,target\nfire,iron\nfire, steam\niron,steam\n"))
    assert graph.labels == ("fire", "iron", "steam")
    assert [graph.hard_predecessors(node).tolist() for node in range(3)] == [[], [0], [0, 1]]


@pytest.mark.parametrize(
    ("header", "rows", "work"),
    [
        ("id,proof_steps", ["0,3", "1,4"], [3, 4]),
        ("id,loc,n_authors", ["0,30,1", "1,40,2"], [30, 40]),
        ("id,stmt_chars,proof_chars", ["0,3,4", "1,5,6"], [7, 11]),
        ("name,think_hours,loc", ["0,1.5,9", "1,2.5,9"], [1.5, 2.5]),
        ("node", ["0", "1"], [1, 1]),
    ],
)
def test_a_file_of_nodes_beside_says_how_much_work_they_are(
    tmp_path: Path, header: str, rows: list[str], work: list[float]
) -> None:
    edges = written(tmp_path, one_edges="src,dst\n0,1\n", one_nodes="\n".join([header, *rows]))
    assert edge_list(edges).think_hours.tolist() == work


def test_a_module_comes_after_what_it_imports(tmp_path: Path) -> None:
    edges = written(tmp_path, edges="module_id,imports_id\n0,1\n", nodes="id,module,loc\n0,logic,5\n1,basic,7\n")
    graph = edge_list(edges)
    assert graph.hard_predecessors(0).tolist() == [1]
    assert graph.labels == ("logic", "basic")


@pytest.mark.parametrize(
    ("edges", "nodes", "words"),
    [
        ("", None, "expected a line of column names, got an empty file"),
        ("a,b\n1,2\n", None, "expected a column 'source' or 'src'"),
        ("src,b\n1,2\n", None, "expected a column 'target' or 'dst'"),
        ("src,dst\n", None, "expected at least one edge"),
        ("src,dst\n0\n", None, "line 2: expected 2 cells, got 1"),
        ("src,dst,src\n0,1,2\n", None, "line 1: expected each column once, got 'src' twice"),
        ("src,dst\na,b\nb,a\n", None, "expected a tree without cycles, got a -> b -> a"),
        ("src,dst\na,a\n", None, "without cycles, got a -> a"),
        ('src,dst\n"a,b\n', None, "expected comma-separated values"),
        ("src,dst\n0,1\n0,2\n", "id,loc\n0,1\n1,1\n", "line 3: expected a known node, got '2'"),
        ("src,dst\nalpha,beta\nalpha,betta\n", "id\nalpha\nbeta\n", "Did you mean 'beta'?"),
        ("src,dst\n0,1\n", "id\n0\n0\n", "line 3: expected each node once, got '0' again"),
        ("src,dst\n", "id\n", "expected at least one node, got none"),
        ("src,dst\n0,1\n", "key\n0\n1\n", "expected a column 'id' or 'node' or 'name', got 'key'"),
        ("src,dst\n0,1\n", "id,loc\n0,1\n1,-2\n", "line 3: loc: expected a number from 0, got '-2'"),
        ("src,dst\n0,1\n", "id,loc\n0,1\n1,nan\n", "line 3: loc: expected a number from 0, got 'nan'"),
        ("src,dst\n0,1\n", "id,loc\n0,1\n1,inf\n", "got 'inf'"),
        ("src,dst\n0,1\n", "id,loc\n0,1\n1,many\n", "got 'many'"),
    ],
)
def test_hostile_edge_lists_are_refused(tmp_path: Path, edges: str, nodes: str | None, words: str) -> None:
    files = {"edges": edges} if nodes is None else {"edges": edges, "nodes": nodes}
    with pytest.raises(DataError) as caught:
        edge_list(written(tmp_path, **files))
    assert words in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@given(text=st.text(max_size=60) | st.text(alphabet="0123456789 \n-x", max_size=60))
@settings(max_examples=200)
def test_no_text_whatsoever_gets_past_the_readers_or_breaks_them(text: str) -> None:
    for reader in (parse_patterson, parse_psplib, lambda one, name: table_of(one.splitlines(keepends=True), name=name)):
        said = "probe: "
        try:
            reader(text, name="probe")
        except DataError as problem:
            said = str(problem)
        assert said.startswith("probe: ")


def test_binary_and_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bytes.csv"
    file.write_bytes(b"\xff\xfe\x00\x01")
    for path in (file, tmp_path / "none.csv", tmp_path):
        with pytest.raises(DataError, match="expected"):
            edge_list(path)


# --- dated projects

NODES = """id,kind,stmt_chars,proof_chars,first_seen_utc,statement_formalised_utc,done_utc
0,lemma,10,5,2023-11-01T00:00:00Z,,2023-11-03T00:00:00Z
1,lemma,20,5,2023-11-02T00:00:00Z,,2023-11-02T12:00:00Z
2,lemma,30,5,2023-11-02T06:00:00Z,,2023-11-05T00:00:00
3,lemma,40,5,2023-11-04T00:00:00Z,,
"""


def test_a_dated_project_says_when_and_before_what(tmp_path: Path) -> None:
    project = dated_project(written(tmp_path, p_edges="src,dst\n0,1\n0,2\n1,2\n2,3\n", p_nodes=NODES))
    assert project.graph.release_hours.tolist() == [0.0, 24.0, 30.0, 72.0]
    assert project.graph.think_hours.tolist() == [15.0, 25.0, 35.0, 45.0]
    assert project.done_hours.tolist() == [48.0, 36.0, 96.0, np.inf]
    assert project.last_dependency_hours.tolist() == [-np.inf, 48.0, 48.0, 96.0]
    assert project.share_before_dependency == 0.25
    assert project.days_after_dependency.tolist() == [2.0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2023-11-02T06:00:00Z", "", "line 4: first_seen_utc: expected a date, got none"),
        ("2023-11-02T06:00:00Z", "yesterday", "line 4: first_seen_utc: expected a date such as"),
        ("first_seen_utc", "first_sen_utc", "Did you mean 'first_sen_utc'"),
    ],
)
def test_hostile_dates_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    edges = written(tmp_path, p_edges="src,dst\n0,1\n", p_nodes=NODES.replace(old, new))
    with pytest.raises(DataError) as caught:
        dated_project(edges)
    assert words in str(caught.value)


def test_a_project_without_dates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a file of nodes with dates beside it"):
        dated_project(written(tmp_path, links="src,dst\n0,1\n"))


# --- whichever it is


def test_a_file_is_a_shape_on_which_all_else_is_drawn(tmp_path: Path) -> None:
    edges = written(tmp_path, one_edges="src,dst\n0,1\n1,2\n0,2\n", one_nodes="id,loc\n0,10\n1,20\n2,40\n")
    source = open_tree(str(edges))
    bare, one = measured(edge_list(edges)), source.tree(seed=1, soft=0.0, ways=1)
    assert measured(one).depth == bare.depth == 3
    assert one.think_hours.tolist() == [150.0, 300.0, 600.0]  # as they are to each other, their median as for others
    assert one.total_value_oom == pytest.approx(12.0)
    again, other = source.tree(seed=1, soft=0.0, ways=1), source.tree(seed=1, index=1, soft=0.0, ways=1)
    assert one.modes.chip_hours.tolist() == again.modes.chip_hours.tolist() != other.modes.chip_hours.tolist()
    soft = [source.tree(seed=seed, soft=0.5) for seed in range(60)]
    assert all(len(tree.soft_sources) + len(tree.hard_sources) == 3 for tree in soft)
    assert 60 < sum(len(tree.soft_sources) for tree in soft) < 120  # 90 of 180, within 4.5 standard errors


def test_projects_are_trees_too(tmp_path: Path) -> None:
    file = tmp_path / "one.rcp"
    file.write_text("3 1\n 2\n 0 0 1 2\n 4 2 1 3\n 0 0 0\n", encoding="utf-8")
    assert open_tree(str(file)).tree(seed=0).nodes == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("here/tree.txt", "expected a file that ends in .csv, .rcp, .sm, got '.txt'"),
        ("layerd:nodes=3", "Did you mean 'layered'?"),
        ("none.csv", "none.csv: expected a text file that can be read"),
        ("none.rcp", "none.rcp: expected a text file that can be read"),
    ],
)
def test_what_is_neither_a_spec_nor_a_tree_file_is_refused(text: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        open_tree(text)
    assert words in str(caught.value)
