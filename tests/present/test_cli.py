"""The command: what goes where, which exit status, one line for each error, and never a traceback."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from oomcast.ensemble.store import read
from oomcast.present import cli
from oomcast.present.interface import open_scenario

SMALL = ["--draws", "300"]
SCENARIO = 'schema = 1\n[parameters]\ninitial_speedup = "4 to 50"\n'
HANG_SECONDS = 300


def command(*arguments, **options):
    """The command as a user starts it, in a process of its own."""
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run(
        [sys.executable, "-m", "oomcast", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", **environment},
        timeout=HANG_SECONDS,
        **options,
    )


@pytest.fixture
def scenario_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


def test_json_is_one_document_and_nothing_else():
    result = command("run", "greenblatt-2025", *SMALL, "--json")
    document = json.loads(result.stdout)
    assert result.returncode == 0
    assert result.stderr == ""
    assert document["provenance"]["draws"] == 300
    assert set(document) == {
        "provenance", "outputs", "probabilities", "milestones", "stated", "implied", "beside", "decomposition",
        "calendar", "tier", "mechanisms", "structure", "given", "conditions", "outcomes", "warnings", "audit",
        "digest",
    }  # fmt: skip


def test_piped_text_has_no_colour_no_progress_and_80_columns():
    result = command("run", "greenblatt-2025", *SMALL)
    assert result.returncode == 0
    assert result.stderr == ""
    assert "\033" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_output_survives_an_encoding_without_typographic_characters():
    result = command("run", "reference", *SMALL, environment={"PYTHONIOENCODING": "ascii"})
    assert result.returncode == 0
    assert "+/-" in result.stdout


def test_json_reads_the_same_whatever_the_encoding_of_the_terminal(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('schema = 1\n[conditions]\na = "Ålesund ± ½"\n', encoding="utf-8")
    texts = [
        command("run", str(file), *SMALL, "--json", environment={"PYTHONIOENCODING": encoding}).stdout
        for encoding in ("ascii", "utf-8")
    ]
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["conditions"]["given"][0]["statement"] == "Ålesund ± ½"


def test_the_recorded_command_repeats_the_run(capsys):
    asked = ["run", "reference", *SMALL, "--seed", "5", "--set", "initial_speedup=4 to 50", "--horizon", "3", "--json"]
    assert cli.main(asked) == 0
    first = json.loads(capsys.readouterr().out)
    again = first["provenance"]["command"]
    assert cli.main([*shlex.split(again)[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == first


def test_standard_input_is_a_scenario():
    result = command("run", "-", *SMALL, "--json", input=SCENARIO)
    assert json.loads(result.stdout)["provenance"]["scenario_hash"]


def test_a_replaced_belief_reaches_the_model(capsys):
    medians = []
    for value in ("2", "{p25 = 90, p50 = 100, p75 = 120}"):
        assert cli.main(["run", "reference", *SMALL, "--json", "--set", f"initial_speedup={value}"]) == 0
        document = json.loads(capsys.readouterr().out)
        medians.append(document["outputs"]["initial_speedup"]["quantiles"]["0.5"])
    assert medians[0] == 2
    assert 80 < medians[1] < 120


def test_no_ceiling_can_be_set_from_the_command_line(capsys):
    assert cli.main(["run", "reference", *SMALL, "--json", "--set", "software_ceiling_oom=none"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["probabilities"]["ceiling_reached_by_horizon"]["value"] == 0


DATED = ["--set", "automation_year=2027 to 2037"]


def test_what_is_given_leaves_draws_out_and_is_part_of_the_repeating_command(capsys):
    asked = ["run", "reference", *SMALL, *DATED, "--given", "automation_year before 2032", "--json"]
    assert cli.main(asked) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["given"]["limits"] == {"automation_year": {"before": 2032.0}}
    assert 0 < first["given"]["effective_draws"] < 300
    again = first["provenance"]["command"]
    assert "--given 'automation_year before 2032'" in again
    assert cli.main([*shlex.split(again)[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == first


def test_several_limits_narrow_what_is_given(capsys):
    counted, enough = [], ["--draws", "2000"]
    for limits in (["automation_year before 2032"], ["automation_year before 2032", "automation_year after 2030"]):
        givens = [word for limit in limits for word in ("--given", limit)]
        assert cli.main(["run", "reference", *enough, *DATED, *givens, "--json"]) == 0
        counted.append(json.loads(capsys.readouterr().out)["given"]["effective_draws"])
    assert counted[0] > counted[1] > 0


def test_a_condition_on_results_is_shown_stored_shown_again_and_repeated(capsys, tmp_path):
    folder = str(tmp_path / "results")
    asked = ["run", "reference", "--draws", "600", "--given", "at_least_3_years_in_12mo or oom_2 < 1", "--out", folder]
    assert cli.main(asked) == 0
    report = capsys.readouterr().out
    assert "given at_least_3_years_in_12mo or oom_2 < 1" in " ".join(report.split())
    assert "(effective sample size" in " ".join(report.split())
    assert "What this moves" in report
    assert cli.main(["summary", folder]) == 0
    assert capsys.readouterr().out == report
    assert cli.main(["summary", folder, "--json"]) == 0
    stored = json.loads(capsys.readouterr().out)
    assert stored["given"]["expressions"] == ["at_least_3_years_in_12mo or oom_2 < 1"]
    assert cli.main([*shlex.split(stored["provenance"]["command"])[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == stored


def test_python_takes_conditions_and_says_how_to_repeat_them():
    import oomcast

    for given in ("initial_speedup > 5", ["initial_speedup > 5", "not singular_by_horizon and oom_2 >= 0.5"]):
        forecast = oomcast.run("reference", draws=600, given=given)
        again = eval(forecast.provenance.command, {"oomcast": oomcast})
        assert again.document() == forecast.document()
        assert (forecast.inputs["initial_speedup"][forecast.weights] > 5).all()


@pytest.mark.parametrize("given", [5, ["initial_speedup > 5", 5], {"initial_speedup > 5"}])
def test_python_refuses_conditions_of_any_other_kind(given):
    import oomcast

    with pytest.raises(oomcast.ScenarioError, match="given: expected a condition"):
        oomcast.run("reference", draws=10, given=given)


def test_python_names_the_argument_where_a_condition_cannot_be_read():
    import oomcast

    with pytest.raises(oomcast.ScenarioError, match="given: character 17: expected"):
        oomcast.run("reference", draws=10, given="initial_speedup ? 5")


def test_python_takes_the_same_limits_and_says_how_to_repeat_them():
    import oomcast

    limits = {"automation_year": {"before": 2032}}
    forecast = oomcast.run("compute-slowdown-2030", draws=100, given=limits)
    assert forecast.scenario.given.document() == {"automation_year": {"before": 2032.0}}
    again = eval(forecast.provenance.command, {"oomcast": oomcast})
    assert again.document() == forecast.document()


def test_an_option_can_be_set_from_the_command_line(capsys):
    asked = ["run", "reference", *SMALL, "--json", "--set", "production=ces", "--set", "substitution_rho=-0.5"]
    assert cli.main(asked) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["structure"]["production"] == "ces"
    assert "--set production=ces" in document["provenance"]["command"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "greenblat-2025"], "Did you mean 'greenblatt-2025'?"),
        (["show", "greenblat-2025"], "Did you mean 'greenblatt-2025'?"),
        (["rnu"], "Did you mean 'run'?"),
        (["run", "reference", "--set", "initial_speedupp=3"], "Did you mean 'initial_speedup'?"),
        (["run", "reference", "--set", "initial_speedup"], "NAME=VALUE"),
        (["run", "reference", "--set", "initial_speedup=2", "--set", "initial_speedup=3"], "initial_speedup"),
        (["run", "reference", "--set", "initial_speedup={p25 = "], "expected TOML"),
        (["run", "reference", "--set", "initial_speedup=fast"], "initial_speedup"),
        (["run", "reference", "--set", "initial_speedup=-3"], "initial_speedup"),
        (["run", "reference", "--set", "production=cse"], "Did you mean 'ces'?"),
        (["run", "reference", *DATED, "--given", "automation_year befor 2032"], "Did you mean 'before'?"),
        (["run", "reference", "--given", "automation_yer before 2032"], "Did you mean 'automation_year'?"),
        (["run", "reference", "--given", "automation_year before 2032"], "automation_year"),
        (["run", "reference", *DATED, "--given", "automation_year before 2020"], "Ask for more"),
        (["run", "compute-slowdown-2030", "--given", "automation_year before 2020"], "possible"),
        (["run", "reference", "--given", "initial_speedup > 20 nad oom_6 < 3"], "Did you mean 'and'?"),
        (["run", "reference", "--given", "initial_speedup"], "--given: character 1: expected a comparison"),
        (["run", "reference", "--given", "years_of_progress_12m > 3"], "Did you mean 'years_of_progress_12mo'?"),
        (["run", "reference", *SMALL, "--given", "oom_total_12mo < 0"], "Ask for more (--draws)"),
        (["run", "reference", *SMALL, "--given", "open('x').read() > 1"], "--given: character"),
        (["run", "reference", "--draws", "0"], "draws"),
        (["run", "reference", "--draws", "many"], "draws"),
        (["run", "reference", "--draws", "9" * 5000], "draws"),
        (["run", "reference", "--draws", "1000000000000000"], "draws"),
        (["run", "reference", "--horizon", "nan"], "horizon"),
        (["run", "reference", "--horizon", "-1"], "horizon"),
        (["run", "reference", "--workers", "0"], "workers"),
        (["run", "no/such/file.toml"], "no/such/file.toml"),
        (["run", "."], "."),
        (["run"], "SCENARIO"),
        (["run", "reference", "--nonsense"], "--nonsense"),
        (["check", "no-such-file.toml"], "no-such-file.toml"),
        (["summary", "no-such-folder"], "no-such-folder"),
    ],
)
def test_each_mistake_is_one_clear_error(capsys, arguments, expected):
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("oomcast: error: ")
    assert expected in captured.err
    assert "Traceback" not in captured.err
    assert len(captured.err) < 1000


def test_a_stored_forecast_is_printed_again_without_simulating(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "results"
    assert cli.main(["run", "reference", *SMALL]) == 0
    printed = capsys.readouterr().out
    assert cli.main(["run", "reference", *SMALL, "--out", str(folder)]) == 0
    captured = capsys.readouterr()
    assert captured.out == printed
    assert "oomcast summary" in captured.err
    monkeypatch.setattr("oomcast.ensemble.run.run", None)  # nobody may simulate from here on
    assert cli.main(["summary", str(folder)]) == 0
    assert capsys.readouterr().out == printed
    assert cli.main(["summary", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == read(folder).document()


def test_an_unwritable_folder_is_one_clear_error(tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert cli.main(["run", "reference", *SMALL, "--out", str(blocked / "results")]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("oomcast: error: ")
    assert captured.out == ""
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_quiet_prints_the_sentence_only(capsys):
    assert cli.main(["run", "reference", *SMALL, "--quiet"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("On these beliefs")
    assert captured.out.count("\n") <= 4
    assert captured.err == ""


def test_a_reader_who_leaves_early_ends_the_command_quietly():
    program = f"{sys.executable} -m oomcast run reference --draws 300 --json | head -c 10"
    result = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program}"], capture_output=True, text=True, timeout=HANG_SECONDS
    )
    # The text may fit into the pipe before the reader is gone: then the command has simply succeeded.
    assert result.returncode in {0, cli.READER_GONE}
    assert result.stderr == ""


def test_a_closed_pipe_is_status_141_without_a_word():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        result = subprocess.run(
            [sys.executable, "-m", "oomcast", "list"], stdout=gone, stderr=subprocess.PIPE, timeout=HANG_SECONDS
        )
    assert result.returncode == cli.READER_GONE
    assert result.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_one_clear_error():
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "oomcast", "list"], stdout=full, stderr=subprocess.PIPE, timeout=HANG_SECONDS
        )
    assert result.returncode == 2
    assert result.stderr.startswith(b"oomcast: error: ")
    assert result.stderr.count(b"\n") == 1


def test_closed_standard_streams_are_no_reason_to_fail():
    start = f"{sys.executable} -m oomcast"
    script = f"{start} list >&- 2>&-; echo $?; {start} check - <&- 2>/dev/null; echo $?"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=HANG_SECONDS)
    assert result.stdout.split() == ["0", "2"]


def test_an_interrupt_leaves_with_130_and_one_line(tmp_path):
    folder = tmp_path / "out"
    arguments = ["run", "reference", "--draws", "1000000", "--out", str(folder)]
    program = (
        f"import sys; from oomcast.present.cli import main; print('go', flush=True); sys.exit(main({arguments!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "go\n"
    time.sleep(0.5)  # a million draws take seconds: this is in the middle of loading, compiling or simulating
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == cli.INTERRUPTED
    assert "Traceback" not in err
    assert err.strip().endswith("nothing was written.")
    assert out == ""
    assert not folder.exists()


def test_a_fault_of_ours_is_told_from_a_mistake_of_the_user(capsys, monkeypatch):
    def broken(*arguments, **options):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("oomcast.present.interface.open_scenario", broken)
    monkeypatch.delenv(cli.TRACEBACK_VARIABLE, raising=False)
    assert cli.main(["show", "reference"]) == cli.FAULT
    captured = capsys.readouterr()
    assert captured.err.startswith("oomcast: fault: ZeroDivisionError('oops')")
    assert "Traceback" not in captured.err
    monkeypatch.setenv(cli.TRACEBACK_VARIABLE, "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["show", "reference"])


def test_show_tells_belief_unit_evidence_and_source_of_every_parameter(capsys):
    assert cli.main(["show", "greenblatt-2025"]) == 0
    shown = capsys.readouterr().out
    blocks = {block.splitlines()[0].split()[0]: " ".join(block.split()) for block in shown.split("\n\n")}
    scenario = open_scenario("greenblatt-2025")
    for name, belief in scenario.beliefs.items():
        assert belief.in_words(scenario.parameters[name]) in blocks[name]
        assert str(belief.evidence) in blocks[name]
        assert " ".join(belief.source.split()) in blocks[name]
        assert scenario.parameters[name].meaning in blocks[name]
    assert max(map(len, shown.splitlines())) <= 80


def test_check_says_ok_and_how_much_is_inherited(capsys, scenario_file):
    assert cli.main(["check", str(scenario_file)]) == 0
    total = len(open_scenario("reference").beliefs)
    assert capsys.readouterr().out.startswith(f"OK: mine (model takeoff, 1 of {total} beliefs its own")


def test_check_says_ok_and_warns_of_an_implausible_belief(capsys, tmp_path):
    file = tmp_path / "odd.toml"
    file.write_text('schema = 1\n[parameters]\nsoftware_feedback = "0.4 to 3"\n', encoding="utf-8")
    assert cli.main(["check", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "1 warning" in shown
    assert "Warning: " in shown


def test_list_names_every_preset_and_model(capsys):
    assert cli.main(["list"]) == 0
    shown = capsys.readouterr().out
    for name in ("greenblatt-2025", "forethought-medians", "reference", "takeoff"):
        assert name in shown


def test_the_schema_accepts_the_presets(capsys):
    import tomllib
    from importlib.resources import files

    import jsonschema

    assert cli.main(["schema"]) == 0
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    presets = [file for file in (files("oomcast.beliefs") / "presets").iterdir() if file.name.endswith(".toml")]
    assert len(presets) >= 3
    for preset in presets:
        validator.validate(json.loads(json.dumps(tomllib.loads(preset.read_text(encoding="utf-8")), default=str)))
    assert list(validator.iter_errors({"schema": 1, "parameters": {"initial_speedupp": 3}}))


def test_the_version_is_printed():
    result = command("--version")
    assert result.returncode == 0
    assert result.stdout.startswith("oomcast ")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["run", "--help"], ["summary", "-h"], ["show", "--help"]])
def test_help_gives_an_example(capsys, arguments):
    assert cli.main(arguments) == 0
    assert "oomcast run" in capsys.readouterr().out or arguments == ["show", "--help"]
