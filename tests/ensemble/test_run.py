"""A run depends on what is asked and on nothing else."""

import hashlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from oomcast.beliefs.scenario import open_scenario
from oomcast.ensemble import run as run_module
from oomcast.ensemble.run import run
from oomcast.errors import ModelError, RunError, ScenarioError
from oomcast.models import registry
from oomcast.models.contract import DirectModel, Evaluation
from tests.ensemble import small

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 120  # a guard against hanging, not a measurement
LONGEST_STOP_SECONDS = 5  # ten times what is promised, for a busy machine; the run it stops takes far longer


def fingerprint(forecast):
    """One checksum over every byte of every array, with its place."""
    checksum = hashlib.sha256()
    groups = [forecast.inputs, forecast.outputs, forecast.events, forecast.milestones, {"outcome": forecast.outcome}]
    if forecast.paths is not None:
        groups += [{"years": forecast.paths.years}, forecast.paths.values]
    for group in groups:
        for name, array in group.items():
            checksum.update(f"{name} {array.dtype} {array.shape}".encode())
            checksum.update(np.ascontiguousarray(array).tobytes())
    return checksum.hexdigest()


def first(forecast, draws):
    """The same forecast as though only its first draws had been made, as arrays by name."""
    groups = (forecast.inputs, forecast.outputs, forecast.events, forecast.milestones)
    return {
        f"{place}.{name}": array[:draws].tobytes()
        for place, group in enumerate(groups)
        for name, array in group.items()
    }


@pytest.fixture(scope="module")
def greenblatt():
    return open_scenario("greenblatt-2025", vocabularies=registry.vocabulary)


def test_workers_and_blocks_leave_no_trace_in_any_byte(scenario):
    fingerprints = {
        fingerprint(run(scenario, draws=3_001, workers=workers, _block_draws=block))
        for workers in (1, 2, 4)
        for block in (7, 1_000, 4_096, 65_536)
        for _ in range(3)
    }
    assert len(fingerprints) == 1


def test_workers_and_blocks_leave_no_trace_in_the_takeoff_model(greenblatt):
    runs = [
        run(greenblatt, draws=2_500, workers=workers, _block_draws=block)
        for workers, block in ((1, 4_096), (2, 4_096), (2, 701), (1, 64))
    ]
    assert len({fingerprint(forecast) for forecast in runs}) == 1
    assert len({forecast.document()["digest"] for forecast in runs}) == 1


def test_the_first_draws_of_a_long_run_are_the_short_run(scenario):
    assert first(run(scenario, draws=20_000), 1_000) == first(run(scenario, draws=1_000), 1_000)


def test_the_first_draws_of_a_long_run_are_the_short_run_in_the_takeoff_model(greenblatt):
    long, short = run(greenblatt, draws=6_000), run(greenblatt, draws=1_000)
    assert first(long, 1_000) == first(short, 1_000)
    for name, courses in short.paths.values.items():
        assert (long.paths.values[name][:, :1_000] == courses).all()


def test_draws_beyond_those_whose_course_is_kept_are_the_same_as_if_it_were(greenblatt, monkeypatch):
    everything = run(greenblatt, draws=1_000)
    monkeypatch.setattr(run_module, "KEPT_PATHS", 300)
    for block in (128, 4_096):
        some = run(greenblatt, draws=1_000, _block_draws=block)
        assert first(some, 1_000) == first(everything, 1_000)
        for name, courses in some.paths.values.items():
            assert courses.shape[1] == 300
            assert (courses == everything.paths.values[name][:, :300]).all()


def test_another_belief_about_one_parameter_leaves_the_draws_of_the_others(scenario):
    before, after = run(scenario, draws=500), run(scenario.replace(speed="2 to 3"), draws=500)
    assert (before.inputs["delay"] == after.inputs["delay"]).all()
    assert (before.inputs["speed"] != after.inputs["speed"]).all()


def test_another_seed_is_another_run(scenario):
    assert fingerprint(run(scenario, draws=100, seed=0)) != fingerprint(run(scenario, draws=100, seed=1))


def test_the_model_is_asked_about_exactly_the_draws_that_are_kept(scenario):
    forecast = run(scenario, draws=5_000)
    again = small.evaluate(forecast.inputs, forecast.settings)
    for name, column in again.outputs.items():
        assert (forecast.outputs[name] == column).all()
    assert (forecast.milestones["oom_1"] == again.milestones["oom_1"]).all()
    assert (forecast.outcome == again.outcome).all()


def test_progress_counts_up_to_all_draws_and_is_told_on_this_thread(scenario):
    heard = []
    run(scenario, draws=10_000, progress=lambda done, total: heard.append((done, total, threading.get_ident())))
    done = [entry[0] for entry in heard]
    assert done == sorted(done)
    assert done[-1] == 10_000
    assert {entry[1:] for entry in heard} == {(10_000, threading.get_ident())}


def test_the_provenance_says_how_to_repeat_the_run(scenario):
    source = run(scenario, draws=10, seed=3, horizon_years=5.0, tolerance=1e-4).provenance
    assert (source.model, source.model_version, source.scenario, source.scenario_hash, source.seed, source.draws) == (
        "small",
        "7",
        "small",
        scenario.hash,
        3,
        10,
    )
    assert source.command == "oomcast.run('small', draws=10, seed=3, horizon_years=5.0, tolerance=0.0001)"
    assert run(scenario, draws=10, command="oomcast run small").provenance.command == "oomcast run small"


def test_what_the_medians_imply_comes_with_the_forecast(scenario):
    assert run(scenario, draws=10).implied["speed_of_the_median"] == pytest.approx(4.0)


def test_statements_that_contradict_each_other_are_refused(scenario):
    with pytest.raises(ScenarioError, match="speed and delay contradict each other"):
        run(scenario.replace(speed=200), draws=10)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"draws": 0}, "draws: expected a whole number of at least 1, got 0"),
        ({"draws": -5}, "draws"),
        ({"draws": 1.5}, "draws: expected a whole number of at least 1, got 1.5"),
        ({"draws": True}, "draws"),
        ({"draws": "many"}, "draws"),
        ({"draws": 10**5000}, "draws"),
        ({"seed": 0.5}, "seed: expected a whole number that fits into 64 bits, got 0.5"),
        ({"seed": 10**5000}, "seed"),
        ({"workers": 0}, "workers"),
        ({"horizon_years": 0}, "horizon_years: expected a positive finite number, got 0"),
        ({"horizon_years": math.nan}, "horizon_years"),
        ({"horizon_years": math.inf}, "horizon_years"),
        ({"horizon_years": "ten"}, "horizon_years"),
        ({"horizon_years": 10**400}, "horizon_years"),
        ({"tolerance": -1e-6}, "tolerance"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(scenario, asked, named):
    with pytest.raises(RunError, match=f"^{named}"):
        run(scenario, **asked)


def test_a_model_whose_columns_have_another_length_breaks_its_contract(scenario, monkeypatch):
    def shortened(draws, settings):
        whole = small.evaluate(draws, settings)
        return Evaluation(**{**vars(whole), "outputs": {name: column[:-1] for name, column in whole.outputs.items()}})

    broken = DirectModel(**{**vars(small.MODEL), "evaluate": shortened})
    monkeypatch.setattr(small, "MODEL", broken)
    with pytest.raises(ModelError, match=r"gain: expected 50 draws, got an array of shape \(49,\)"):
        run(scenario, draws=50)


def test_a_model_that_forgets_an_output_breaks_its_contract(scenario, monkeypatch):
    def forgetful(draws, settings):
        whole = small.evaluate(draws, settings)
        kept = whole.outputs if len(draws["speed"]) > 20 else {"gain": whole.outputs["gain"]}
        return Evaluation(**{**vars(whole), "outputs": kept})

    monkeypatch.setattr(small, "MODEL", DirectModel(**{**vars(small.MODEL), "evaluate": forgetful}))
    with pytest.raises(ModelError, match=r"expected \['gain', 'rest'\] for every draw, got \['gain'\]"):
        run(scenario, draws=70, _block_draws=60)


def refusal(scenario, **asked):
    """The message with which a run is refused; empty if it is not."""
    try:
        run(scenario, **asked)
    except RunError as error:
        return str(error)
    return ""


def test_running_out_of_memory_at_any_allocation_is_one_clear_sentence(scenario, monkeypatch):
    """Fail the first allocation of a column, then the second, ... until a run succeeds."""
    real, failures = np.empty, 0
    for failing in range(1, 100):
        made = 0

        def short_of_memory(shape, *args, failing=failing, **options):
            nonlocal made
            if shape == 9_999:
                made += 1
                if made == failing:
                    raise MemoryError
            return real(shape, *args, **options)

        with monkeypatch.context() as patch:
            patch.setattr(run_module.np, "empty", short_of_memory)
            message = refusal(scenario, draws=9_999)
        if not message:
            break
        failures += 1
        assert message.startswith("expected a run that fits into memory, got 9,999 draws")
    assert failures == 3 + 2 + 2 + 1 + 1  # inputs, outputs, events, milestones, outcomes


def in_python(code, *, variables=None):
    """A process of its own that runs `code`, with `variables` added to the environment."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path, **(variables or {})},
    )


SMALL = """
from oomcast.models import registry
from tests.ensemble import small
registry.MODELS = {**registry.MODELS, small.NAME: "tests.ensemble.small"}
from oomcast.ensemble.run import run
from oomcast.errors import RunError
scenario = small.small_scenario()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_control_c_stops_a_long_run_at_once_and_leaves_no_thread():
    code = (
        SMALL
        + """
import sys, threading, time
started = False
def progress(done, total):
    global started
    if not started and done > 20_000:
        started = True
        print("running", flush=True)
try:
    run(scenario, draws=20_000_000, workers=2, progress=progress)
except KeyboardInterrupt:
    interrupted = time.monotonic()
    while threading.active_count() > 1:
        time.sleep(0.001)
    print("interrupted", time.monotonic() - interrupted, time.time(), flush=True)
    sys.exit(130)
"""
    )
    process = in_python(code)
    assert process.stdout.readline() == "running\n"
    sent = time.time()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=LONGEST_SECONDS)
    word, _, ended = output.split()
    assert (process.returncode, word, errors) == (130, "interrupted", "")
    assert float(ended) - sent < LONGEST_STOP_SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="address limits hold on Linux only")
def test_a_billion_draws_under_a_gibibyte_are_refused_with_a_suggestion_that_then_runs():
    code = (
        SMALL
        + """
import re, resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
try:
    run(scenario, draws=1_000_000_000, workers=2)
except RunError as error:
    print(error)
    fitting = int(re.search(r"--draws (\\d+)", str(error))[1])
    forecast = run(scenario, draws=fitting, workers=2)
    forecast.document()
    print(fitting, forecast.draws)
"""
    )
    process = in_python(code)
    output, errors = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 0, errors
    message, ran = output.splitlines()
    assert message.startswith("expected a run that fits into the ")
    assert "1,000,000,000 draws" in message
    fitting, drawn = ran.split()
    assert int(fitting) == int(drawn) >= 100_000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="names of processor features differ")
def test_the_digest_of_the_takeoff_model_is_the_same_on_a_plainer_processor():
    """Compiled for any x86-64 or ARM processor and with NumPy's faster paths off, against compiled for this one."""
    code = """
from oomcast.beliefs.scenario import open_scenario
from oomcast.ensemble.run import run
from oomcast.models.registry import vocabulary
print(run(open_scenario("greenblatt-2025", vocabularies=vocabulary), draws=20_000).document()["digest"])
"""
    plainer = {"NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3", "NUMBA_CPU_NAME": "generic"}
    digests = set()
    for variables in ({}, plainer):
        output, errors = in_python(code, variables=variables).communicate(timeout=10 * LONGEST_SECONDS)
        digests.add(output.strip())
        assert output, errors
    assert len(digests) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of this process alone where Linux keeps it")
def test_a_million_draws_stay_within_500_megabytes_once_the_model_is_compiled():
    code = """
import re
from pathlib import Path
from oomcast.beliefs.scenario import open_scenario
from oomcast.ensemble.run import run
from oomcast.models.registry import vocabulary
forecast = run(open_scenario("greenblatt-2025", vocabularies=vocabulary), draws=DRAWS)
forecast.document()
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""
    for draws in (10, 1_000_000):  # the first run compiles, for itself and for the second
        process = in_python(code.replace("DRAWS", str(draws)))
        output, errors = process.communicate(timeout=10 * LONGEST_SECONDS)
        assert process.returncode == 0, errors
    assert int(output) * 1024 <= 500e6


@pytest.mark.skipif(sys.platform == "win32", reason="names of processor features differ")
def test_the_digest_is_the_same_with_processor_features_switched_off(scenario):
    code = SMALL + "print(run(scenario, draws=20_000).document()['digest'])"
    digests = {run(scenario, draws=20_000).document()["digest"]}
    for features in ("X86_V4", "X86_V4 X86_V3"):
        output, errors = in_python(code, variables={"NPY_DISABLE_CPU_FEATURES": features}).communicate(
            timeout=LONGEST_SECONDS
        )
        assert output, errors
        digests.add(output.strip())
    assert len(digests) == 1
