"""The same question gives the same bytes: whoever computes it, in what pieces, in which order, and where."""

from __future__ import annotations

import hashlib
import json
import locale
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from oomcast.beliefs.scenario import open_scenario, preset_names
from oomcast.ensemble.run import run
from oomcast.models import registry

ROOT = Path(__file__).parents[2]
HANG_SECONDS = 600
PRESETS = preset_names()
GROUPS = ("inputs", "outputs", "events", "milestones")


def preset(name="greenblatt-2025"):
    return open_scenario(name, vocabularies=registry.vocabulary)


def checksum(forecast):
    """SHA-256 over every number of a forecast, with its name."""
    digest = hashlib.sha256()
    for group in GROUPS:
        for name, column in getattr(forecast, group).items():
            digest.update(f"{group} {name} {column.dtype} {column.shape}".encode())
            digest.update(np.ascontiguousarray(column).tobytes())
    digest.update(forecast.outcome.tobytes())
    return digest.hexdigest()


# R1. Workers and blocks.


def test_workers_and_blocks_leave_no_trace():
    plans = [(workers, block) for workers in (1, 2, 4) for block in (7, 1_000, 65_536)]
    checksums = {plan: checksum(run(preset(), draws=2_000, workers=plan[0], _block_draws=plan[1])) for plan in plans}
    assert len(set(checksums.values())) == 1, checksums


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_blocks_of_one_draw_leave_no_trace(workers):
    assert checksum(run(preset(), draws=60, workers=workers, _block_draws=1)) == checksum(run(preset(), draws=60))


@pytest.mark.slow
def test_workers_and_blocks_leave_no_trace_however_often_it_is_tried():
    checksums = {
        checksum(run(preset(), draws=5_000, workers=workers, _block_draws=block))
        for workers in (1, 2, 4)
        for block in (7, 1_000, 4_096, 65_536)
        for _ in range(3)
    }
    assert len(checksums) == 1


def test_another_seed_another_horizon_and_another_tolerance_are_other_forecasts():
    """A control: the checksum sees differences."""
    usual = {"draws": 200, "seed": 0, "horizon_years": 10.0, "tolerance": 1e-6}
    changes = [{}, {"seed": 1}, {"horizon_years": 5.0}, {"tolerance": 1e-5}, {"draws": 201}]
    assert len({checksum(run(preset(), **(usual | change))) for change in changes}) == len(changes)


# R5 and R6. Draws by index and by name.


@pytest.mark.parametrize("name", PRESETS)
def test_the_first_draws_of_a_long_run_are_the_short_run(name):
    long, short = run(preset(name), draws=5_000), run(preset(name), draws=1_000)
    for group in GROUPS:
        for column, values in getattr(short, group).items():
            assert getattr(long, group)[column][:1_000].tobytes() == values.tobytes(), (group, column)
    assert long.outcome[:1_000].tobytes() == short.outcome.tobytes()


@pytest.mark.parametrize("name", PRESETS)
def test_another_belief_about_one_parameter_leaves_every_other_draw(name):
    scenario = preset(name)
    usual = run(scenario, draws=300).inputs
    correlated = {member for pair in scenario.correlations for member in pair}
    for parameter in scenario.beliefs:
        if parameter in correlated:
            continue
        median = scenario.beliefs[parameter].quantile(0.5)
        pinned = run(scenario.replace(**{parameter: median if np.isfinite(median) else "none"}), draws=300).inputs
        assert len(set(pinned[parameter].tolist())) == 1
        for other in (set(usual) & set(pinned)) - {parameter}:  # a restated ceiling takes its parts away
            assert pinned[other].tobytes() == usual[other].tobytes(), (parameter, other)


def test_the_order_in_which_a_file_names_its_parameters_is_nothing():
    lines = [
        'initial_speedup = "4 to 50"',
        'software_ceiling_oom = "5 to 15"',
        "software_feedback = {p10 = 0.1, p50 = 0.3, p90 = 0.6}",
    ]
    texts = ["schema = 1\nname = 'mine'\n[parameters]\n" + "\n".join(order) for order in (lines, lines[::-1])]
    checksums = set()
    for text in texts:
        scenario = open_scenario(parsed(text), vocabularies=registry.vocabulary)
        checksums.add(checksum(run(scenario, draws=300)))
    assert len(checksums) == 1


def parsed(text):
    import tomllib

    return tomllib.loads(text)


# R3 and R4. Processes of their own.


def digest(*, folder=ROOT, draws=2_000, cache=None, expected=0, **variables):
    """Digest of the main job in a process of its own, with some environment variables changed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **variables}
    if cache is not None:
        environment["OOMCAST_CACHE"] = str(cache)
    result = subprocess.run(
        [sys.executable, "-m", "oomcast", "run", "greenblatt-2025", "--draws", str(draws), "--json"],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=environment,
        timeout=HANG_SECONDS,
    )
    assert result.returncode == expected, result.stderr
    assert result.stderr == ""
    return json.loads(result.stdout)["digest"]


@pytest.fixture(scope="module")
def usual_digest():
    return digest()


def test_the_command_and_the_library_agree_on_the_digest(usual_digest):
    assert run(preset(), draws=2_000).document()["digest"] == usual_digest


def numpy_without(*features):
    """The variable that takes processor features from NumPy, as far as this processor and this NumPy have them."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    present = [name for name in features if name in __cpu_dispatch__ and __cpu_features__.get(name)]
    if not present:
        pytest.skip(f"this processor or this NumPy has none of {features}")
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(present)}


TIERS = {
    "AVX-512": ("X86_V4", "AVX512F", "AVX512CD", "AVX512_SKX", "AVX512_CLX", "AVX512_CNL", "AVX512_ICL", "AVX512_SPR"),
    "AVX2": ("X86_V3", "AVX2", "FMA3"),
}


@pytest.mark.parametrize("without", [["AVX-512"], ["AVX-512", "AVX2"]], ids=" and ".join)
def test_numpy_on_a_lesser_processor_gives_the_same_digest(usual_digest, without):
    assert digest(**numpy_without(*[feature for tier in without for feature in TIERS[tier]])) == usual_digest


@pytest.mark.slow
@pytest.mark.skipif(
    "__import__('platform').machine() not in ('x86_64', 'AMD64')", reason="names processors of the x86-64 family"
)
@pytest.mark.parametrize("processor", ["x86-64", "x86-64-v2", "x86-64-v3"])
def test_kernels_for_a_lesser_processor_give_the_same_bits(usual_digest, processor, tmp_path):
    lesser = {"NUMBA_CPU_NAME": processor, "NUMBA_CPU_FEATURES": ""}
    assert digest(cache=tmp_path, **lesser) == usual_digest
    code = (
        "from tests.verification import test_reproducibility as t\n"
        "print(t.checksum(t.run(t.preset(), draws=2_000, workers=1)))"
    )
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "OOMCAST_CACHE": str(tmp_path), **lesser}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert result.stdout.strip() == checksum(run(preset(), draws=2_000))


@pytest.mark.parametrize("seed", ["0", "1", "2", "77", "4294967295"])
def test_the_order_of_hashes_does_not_matter(usual_digest, seed):
    assert digest(PYTHONHASHSEED=seed) == usual_digest


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Pacific/Apia"])
def test_the_time_zone_does_not_matter(usual_digest, zone):
    assert digest(TZ=zone) == usual_digest


@pytest.mark.parametrize("language", ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ja_JP.UTF-8"])
def test_the_language_does_not_matter(usual_digest, language):
    """Where a language is not installed the variable alone is tried: Python then falls back without a word."""
    assert digest(LC_ALL=language, LANG=language) == usual_digest


def test_a_library_in_a_process_that_writes_commas_gives_the_same_digest(usual_digest):
    before = locale.setlocale(locale.LC_ALL)
    try:
        for language in ("de_DE.UTF-8", "tr_TR.UTF-8"):
            try:
                locale.setlocale(locale.LC_ALL, language)
            except locale.Error:
                continue
            assert run(preset(), draws=2_000).document()["digest"] == usual_digest
    finally:
        locale.setlocale(locale.LC_ALL, before)


def test_an_odd_folder_and_an_unwritable_home_do_not_matter(usual_digest, tmp_path):
    odd = tmp_path / "a folder, with spaces 🚀"
    odd.mkdir()
    (tmp_path / "file").write_text("no folder")
    assert digest(folder=odd, HOME=str(tmp_path / "file"), XDG_CACHE_HOME=str(tmp_path / "file")) == usual_digest


@pytest.mark.slow
def test_nowhere_to_keep_kernels_does_not_matter(usual_digest, tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert digest(cache=tmp_path / "file" / "cache") == usual_digest


# N1. The arithmetic of the post from which the first beliefs come.


def test_the_arithmetic_of_the_post_comes_out():
    from oomcast.quantities.elementary import exp, log, power

    ten = log(10.0)
    labour = power(15000 / 600, 0.55) * 60
    for found, stated in (
        (labour, 352.38568292640576),
        (power(labour, 0.5), 18.77193870985109),
        (power(50.0, 0.4), 4.781762498950186),
        (6 / 1.2, 5.0),
        (2.5 / 1.2, 2.0833333333333335),
        (12 / 1.2, 10.0),
        (log(3.5) / ten, 0.5440680443502757),
        (exp(0.5440680443502757 * ten), 3.5),
    ):
        assert found == pytest.approx(stated, rel=1e-12)
    for r, limit in ((0.5, 2.0), (0.7, 10 / 3), (0.9, 10.0)):
        assert sum(r**k for k in range(400)) == pytest.approx(limit, rel=1e-12)


def test_what_history_implies_for_the_beliefs_of_the_post():
    found = run(preset(), draws=1).implied
    assert round(found["returns_to_software_at_constant_staff"], 3) == 0.699
    assert round(found["returns_to_software_at_doubling_staff"], 3) == 0.536
