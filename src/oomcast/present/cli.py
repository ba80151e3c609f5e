"""The command `oomcast`: arguments in, text or one JSON document out, errors as one line and an exit status.

Exit status: 0 done, 2 something the user can act on, 130 interrupted, 141 the reader of the output went away, 70 a
fault in oomcast itself.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oomcast.errors import ForecastError, ScenarioError, nearest, shown
from oomcast.present.terminal import Terminal, printable, terminal_for

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.beliefs.schema import Draft
    from oomcast.ensemble.forecast import Forecast
    from oomcast.insight.compare import Contrast
    from oomcast.insight.explain import Explanation

    Drawn = Contrast | Explanation

__all__ = ["main"]

DEFAULT_DRAWS, DEFAULT_SEED, DEFAULT_HORIZON_YEARS = 10_000, 0, 10.0
HEADLINE = "oom_total_12mo"
REFUSED, FAULT, INTERRUPTED, READER_GONE = 2, 70, 130, 141
LONGEST_WORD = 80
TRACEBACK_VARIABLE = "OOMCAST_TRACEBACK"
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


class Commands(click.Group):
    """A group that suggests the nearest command for one it does not know."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = ", ".join(self.commands)
            ctx.fail(f"expected a command ({known}), got {shown(args[0])}.{nearest(args[0], self.commands)}")
        return super().resolve_command(ctx, args)


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 -- click's form
    if wanted and not ctx.resilient_parsing:
        from oomcast.ensemble.provenance import package_version

        _print(f"oomcast {package_version()}\n")
        ctx.exit()


@click.group(cls=Commands, context_settings=CONTEXT, invoke_without_command=True)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Print the version."
)
@click.pass_context
def commands(ctx: click.Context) -> None:
    """From a forecaster's beliefs to AI progress after full automation of AI R&D.

    \b
    Examples:
      oomcast run greenblatt-2025
      oomcast run greenblatt-2025 --set initial_speedup="4 to 50"
      oomcast explain greenblatt-2025
      oomcast compare greenblatt-2025 forethought-medians
      oomcast run my-beliefs.toml --out results
      oomcast summary results
    """
    if ctx.invoked_subcommand is None:
        _print(ctx.get_help() + "\n")


@commands.command(context_settings=CONTEXT, short_help="Draw worlds from a scenario and report what its beliefs imply.")
@click.argument("scenario")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds to draw.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Replace a belief; may be repeated.")
@click.option(
    "--given",
    "givens",
    metavar="'NAME before X'",
    multiple=True,
    help="Count only draws for which this holds (or 'NAME after X'); may be repeated.",
)
@click.option(
    "--horizon", "horizon_years", type=float, default=DEFAULT_HORIZON_YEARS, show_default=True, help="Years to follow."
)
@click.option("--workers", type=int, default=None, help="Threads to use; changes nothing but the time it takes.")
@click.option("--out", "folder", metavar="FOLDER", default=None, help="Write draws, summary and manifest here.")
@click.option(
    "--from-corps",
    "companies",
    metavar="FILE",
    default=None,
    help="Take the first speed-up from a comparison of companies (see `oomcast corps`).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the answer's sentence only; no progress bar.")
def run(
    *,
    scenario: str,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    givens: tuple[str, ...],
    horizon_years: float,
    workers: int | None,
    folder: str | None,
    companies: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Draw worlds from the beliefs in SCENARIO and report what they imply.

    SCENARIO is a preset (see `oomcast list`), a TOML file, or - for standard input.

    \b
    Examples:
      oomcast run greenblatt-2025
      oomcast run greenblatt-2025 --set software_ceiling_oom=none --draws 100000
      oomcast run greenblatt-2025 --set returns_to_software="{p25 = 0.7, p50 = 1.1, p75 = 1.6}"
      oomcast run greenblatt-2025-full --set production=ces --given "automation_year before 2030"
      oomcast run greenblatt-2025 --from-corps three-corporations
      cat my-beliefs.toml | oomcast run - --json
    """
    from oomcast.ensemble.store import write
    from oomcast.present import interface
    from oomcast.present.progress import progress_on

    held = _open(scenario)
    beliefs = _replacements(settings, scenario=held)
    if companies is not None:
        from oomcast.present.corps_interface import first_speedup

        beliefs = {**first_speedup(companies, draws=draws, seed=seed, stated=beliefs), **beliefs}
    if beliefs:
        held = held.replace(**beliefs)
    if givens:
        held = _conditioned(held, givens)
    command = repeating_command(
        scenario,
        draws=draws,
        seed=seed,
        settings=settings,
        givens=givens,
        horizon_years=horizon_years,
        companies=companies,
    )
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        forecast = interface.run(
            held,
            draws=draws,
            seed=seed,
            horizon_years=horizon_years,
            workers=workers,
            progress=progress,
            command=command,
        )
    if folder is not None:
        write(forecast, Path(folder))
    if companies is not None and as_json:
        from oomcast.present.corps_interface import three_years_given

        _print(_as_json({**forecast.document(), "from_corps": {"file": companies, **three_years_given(forecast)}}))
    else:
        _print_forecast(forecast, as_json=as_json, quiet=quiet)
    if companies is not None and not quiet and not as_json:
        from oomcast.present.corps_interface import three_years_sentence

        _note(_terminal().prose(three_years_sentence(forecast)))
    if folder is not None and not quiet:
        _note(f"Written to {folder}: print it again with {shlex.join(['oomcast', 'summary', folder])}")


@commands.command(
    context_settings=CONTEXT, short_help="Compare companies by people, time and chips, at equal progress."
)
@click.argument("file", default="three-corporations")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many draws of all beliefs.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Replace a belief about research.")
@click.option("--slow", metavar="COMPANY", default=None, help="The company in the place of SlowCorp.")
@click.option("--normal", metavar="COMPANY", default=None, help="The company in the place of NormalCorp.")
@click.option("--automated", metavar="COMPANY", default=None, help="The company in the place of AutomatedCorp.")
@click.option("--normal-over-slow", metavar="X", default=None, help="Your answer: 10, or '5 to 20'.")
@click.option("--automated-over-normal", metavar="X", default=None, help="Your answer: 20, or '10 to 40'.")
@click.option(
    "--answer", metavar="NAME", default=None, help="Ask of this answer in FILE whether it agrees with itself."
)
@click.option("--picture", metavar="FILE", default=None, help="Also draw the comparison into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def corps(
    *,
    file: str,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    slow: str | None,
    normal: str | None,
    automated: str | None,
    normal_over_slow: str | None,
    automated_over_normal: str | None,
    answer: str | None,
    picture: str | None,
    as_json: bool,
) -> None:
    """Compare a slow, a normal and an automated company, and ask whether two intuitions about them agree.

    FILE describes companies and beliefs about research; without it, those of "Slow corporations" are compared.

    \b
    Examples:
      oomcast corps
      oomcast corps --normal-over-slow 10 --automated-over-normal "5 to 40"
      oomcast corps --slow SlowCorp-two-weeks --set parallel_exponent=0.4
      oomcast corps my-companies.toml --json
    """
    from oomcast.present import corps_interface
    from oomcast.present.corps import report

    roles = {"slow": slow, "normal": normal, "automated": automated}
    options = {
        **{f"--{role}": name for role, name in roles.items()},
        "--normal-over-slow": normal_over_slow,
        "--automated-over-normal": automated_over_normal,
    }
    words = ["oomcast", "corps", file, "--draws", str(draws), "--seed", str(seed)]
    words += [word for setting in settings for word in ("--set", setting)]
    words += [word for option, value in options.items() if value is not None for word in (option, value)]
    comparison = corps_interface.corporations(
        corps_interface.open_trio(file, stdin=sys.stdin, settings=settings),
        draws=draws,
        seed=seed,
        command=shlex.join(words),
        normal_over_slow=normal_over_slow,
        automated_over_normal=automated_over_normal,
        **{role: name for role, name in roles.items() if name is not None},
    )
    document = comparison.document(answer=answer)
    _print(_as_json(document) if as_json else report(document, terminal=_terminal()))
    if picture is not None:
        from oomcast.present.charts import png

        Path(picture).write_bytes(png(comparison.plot(answer=answer)))


@commands.command(context_settings=CONTEXT, short_help="Say which beliefs drive an answer, and which do not matter.")
@click.argument("scenario")
@click.option("--output", default=HEADLINE, show_default=True, help="An output, event or milestone of the model.")
@click.option("--statistic", metavar="NAME", default=None, help="What of it swings: median, mean, p90, probability.")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds for each swing.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Replace a belief; may be repeated.")
@click.option(
    "--half-width", type=float, default=0.02, show_default=True, help="How sharp shares of the spread are to be."
)
@click.option("--workers", type=int, default=None, help="Threads to use; changes nothing but the time it takes.")
@click.option("--picture", metavar="FILE", default=None, help="Also draw the tornado into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the finding's sentence only; no progress bar.")
def explain(
    *,
    scenario: str,
    output: str,
    statistic: str | None,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    half_width: float,
    workers: int | None,
    picture: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say which beliefs in SCENARIO drive an answer, how far each swings it, and which do not matter.

    \b
    Examples:
      oomcast explain greenblatt-2025
      oomcast explain greenblatt-2025 --output at_least_3_years_in_12mo
      oomcast explain my-beliefs.toml --output oom_6 --statistic p90 --picture tornado.png
    """
    from oomcast.present import insight_interface
    from oomcast.present.explanation import finding, report
    from oomcast.present.progress import progress_on

    held = _open(scenario)
    beliefs = _replacements(settings, scenario=held)
    options = {
        "--output": output,
        "--statistic": statistic,
        "--draws": str(draws),
        "--seed": str(seed),
        "--half-width": None if half_width == insight_interface.HALF_WIDTH else str(half_width),
    }
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        found = insight_interface.explain(
            held.replace(**beliefs) if beliefs else held,
            output=output,
            statistic=statistic,
            draws=draws,
            seed=seed,
            half_width=half_width,
            workers=workers,
            progress=progress,
            command=_command_line(["explain", scenario], options, settings=settings),
        )
    document = found.document()
    _print_insight(document, report=report, sentence=finding(document), as_json=as_json, quiet=quiet)
    _draw(found, picture)


@commands.command(context_settings=CONTEXT, short_help="Say where scenarios differ, and which belief explains it.")
@click.argument("scenarios", nargs=-1, required=True)
@click.option("--output", default=HEADLINE, show_default=True, help="An output, event or milestone of the model.")
@click.option("--statistic", metavar="NAME", default=None, help="What of it differs: median, mean, p90, probability.")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds for each mix.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--workers", type=int, default=None, help="Threads to use; changes nothing but the time it takes.")
@click.option("--picture", metavar="FILE", default=None, help="Also draw the waterfall of cruxes into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the finding's sentence only; no progress bar.")
def compare(
    *,
    scenarios: tuple[str, ...],
    output: str,
    statistic: str | None,
    draws: int,
    seed: int,
    workers: int | None,
    picture: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare two or more SCENARIOS on shared luck: how far apart they are, and what each belief has to do with it.

    \b
    Examples:
      oomcast compare greenblatt-2025 forethought-medians
      oomcast compare greenblatt-2025 my-beliefs.toml --output at_least_10_years_in_12mo
      oomcast compare greenblatt-2025 forethought-medians reference --statistic p25
    """
    from oomcast.present import insight_interface
    from oomcast.present.contrast import report
    from oomcast.present.progress import progress_on

    held = [_open(scenario) for scenario in scenarios]
    options = {"--output": output, "--statistic": statistic, "--draws": str(draws), "--seed": str(seed)}
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        found = insight_interface.compare(
            *held,
            output=output,
            statistic=statistic,
            draws=draws,
            seed=seed,
            workers=workers,
            progress=progress,
            command=_command_line(["compare", *scenarios], options),
        )
    document = found.document()
    _print_insight(document, report=report, sentence=document["reading"], as_json=as_json, quiet=quiet)
    _draw(found, picture)


@commands.command(context_settings=CONTEXT, short_help="Print a stored forecast again, without simulating.")
@click.argument("folder")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the answer's sentence only.")
def summary(*, folder: str, as_json: bool, quiet: bool) -> None:
    """Print a forecast written by `oomcast run --out FOLDER` again, without simulating.

    \b
    Example:
      oomcast run greenblatt-2025 --out results
      oomcast summary results
    """
    from oomcast.present.interface import open_forecast

    _print_forecast(open_forecast(Path(folder)), as_json=as_json, quiet=quiet)


@commands.command("list", context_settings=CONTEXT)
def list_presets() -> None:
    """List the presets and models that ship with oomcast."""
    from oomcast.present.catalogue import listing

    _print(listing(terminal=_terminal()))


@commands.command(context_settings=CONTEXT, short_help="Show the beliefs of a scenario and where they come from.")
@click.argument("scenario")
@click.option("--all", "everything", is_flag=True, help="Add what is not at work: mechanisms, and options of choices.")
def show(*, scenario: str, everything: bool) -> None:
    """Show the beliefs of SCENARIO with unit, source and evidence: tier 1, and what is at work above it.

    \b
    Examples:
      oomcast show greenblatt-2025
      oomcast show greenblatt-2025-full --all
      oomcast show my-beliefs.toml
    """
    from oomcast.present.catalogue import described

    _print(described(_open(scenario), everything=everything, terminal=_terminal()))


@commands.command(context_settings=CONTEXT, short_help="Say whether a scenario file is sound.")
@click.argument("file")
def check(*, file: str) -> None:
    """Say whether FILE is a sound scenario; exit status 2 and the reason if not.

    \b
    Example:
      oomcast check my-beliefs.toml
    """
    from oomcast.present.catalogue import verdict

    _print(verdict(_open(file), terminal=_terminal()))


@commands.command(context_settings=CONTEXT, short_help="Print the JSON Schema of scenario files.")
@click.option("--model", "name", default="takeoff", show_default=True, help="The model whose parameters it knows.")
@click.option(
    "--draft",
    type=click.Choice(["2020-12", "draft-04"]),
    default="2020-12",
    show_default=True,
    help="Version of JSON Schema; some editors know draft-04 only.",
)
def schema(*, name: str, draft: Draft) -> None:
    """Print the JSON Schema of scenario files, for editors and checks.

    \b
    Example:
      oomcast schema > scenario.schema.json
    """
    from oomcast.beliefs.schema import scenario_schema
    from oomcast.models.registry import vocabulary

    _print(_as_json(scenario_schema(vocabulary(name), draft=draft)))


@commands.command(context_settings=CONTEXT, short_help="Open the workbench, a page where beliefs are moved.")
@click.option("--port", type=int, default=None, help="Port to listen at; a free one is found without it.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen at.")
@click.option("--expose", is_flag=True, help="Allow an address at which other machines can ask; needs a token.")
@click.option("--token", envvar="OOMCAST_TOKEN", default="", help="What whoever asks must know.")
def serve(*, port: int | None, no_browser: bool, host: str, expose: bool, token: str) -> None:
    """Open the workbench: a page on this machine where a belief is moved and the forecast moves with it.

    Ctrl-C ends it. Nothing leaves this machine, and nobody else can ask.

    \b
    Examples:
      oomcast serve
      oomcast serve --port 8000 --no-browser
    """
    from oomcast.present.web.server import serve as serve_workbench

    serve_workbench(
        host=host,
        port=port,
        token=token,
        is_exposed=expose,
        opens_browser=not no_browser,
        announce=lambda address: _print(f"The workbench is at {address} (Ctrl-C ends it)\n"),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (default: those of the process) and return the exit status."""
    try:
        status = commands.main(
            args=None if arguments is None else list(arguments), prog_name="oomcast", standalone_mode=False
        )
    except click.UsageError as problem:
        where = problem.ctx.command_path if problem.ctx else "oomcast"
        return _refuse(f"{_shortened(problem.format_message())}\nTry '{where} --help'.")
    except click.ClickException as problem:
        return _refuse(_shortened(problem.format_message()))
    except (click.Abort, KeyboardInterrupt):
        _note("Interrupted; nothing was written.")
        return INTERRUPTED
    except ForecastError as problem:
        return _refuse(str(problem))
    except MemoryError:
        return _refuse("not enough memory for a run of this size; ask for fewer --draws")
    except OSError as problem:
        _abandon_output()
        return _refuse(f"{problem.filename or 'input or output'}: {problem.strerror or problem}")
    except Exception as problem:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        _note(
            f"oomcast: fault: {shown(problem, width=200)}\n"
            f"A mistake in oomcast, not in your input. Set {TRACEBACK_VARIABLE}=1 to see where, and please report it."
        )
        return FAULT
    return status if isinstance(status, int) else 0


def repeating_command(
    scenario: str,
    *,
    draws: int,
    seed: int,
    settings: Sequence[str],
    horizon_years: float,
    givens: Sequence[str] = (),
    companies: str | None = None,
) -> str:
    """The command that gives the same numbers again; what cannot change them is left out.

    >>> repeating_command("reference", draws=10_000, seed=0, settings=["initial_speedup=4 to 50"], horizon_years=10.0)
    "oomcast run reference --draws 10000 --seed 0 --set 'initial_speedup=4 to 50'"
    """
    words = ["oomcast", "run", scenario, "--draws", str(draws), "--seed", str(seed)]
    for setting in settings:
        words += ["--set", setting]
    for given in givens:
        words += ["--given", given]
    if companies is not None:
        words += ["--from-corps", companies]
    if horizon_years != DEFAULT_HORIZON_YEARS:
        words += ["--horizon", f"{horizon_years:g}"]
    return shlex.join(words)


def _open(source: str) -> Scenario:
    from oomcast.present.interface import open_scenario

    if source == "-" and sys.stdin is None:
        raise ScenarioError("expected a scenario on standard input, got none (it is closed)", file="-")
    return open_scenario(source, stdin=sys.stdin)


def _replacements(settings: Sequence[str], *, scenario: Scenario) -> dict[str, Any]:
    """Beliefs and options given as NAME=VALUE, each name at most once: of two values one would be lost unsaid."""
    from oomcast.beliefs.belief import parse_assignment

    beliefs: dict[str, Any] = {}
    for setting in settings:
        words = scenario.words
        name, belief = parse_assignment(setting, parameters=words.parameters, choices=words.choices, folder=Path())
        if name in beliefs:
            raise ScenarioError("expected one value, got several", field=name, file="--set")
        beliefs[name] = belief
    return beliefs


def _conditioned(scenario: Scenario, givens: Sequence[str]) -> Scenario:
    """The scenario with limits of inputs taken for granted. Raises ScenarioError, told of the option."""
    from oomcast.present.given_option import GIVEN_OPTION, parse_given

    try:
        return scenario.replace(given=parse_given(givens))
    except ScenarioError as problem:
        raise problem.inside(GIVEN_OPTION) from None


def _print_forecast(forecast: Forecast, *, as_json: bool, quiet: bool) -> None:
    from oomcast.present.findings import answer
    from oomcast.present.report import text

    if as_json:
        _print(_as_json(forecast.document()))
    elif quiet:
        _print(_terminal().prose(answer(forecast.document())) + "\n")
    else:
        _print(text(forecast, terminal=_terminal()))


def _print_insight(
    document: dict[str, Any], *, report: Callable[..., str], sentence: str, as_json: bool, quiet: bool
) -> None:
    if as_json:
        _print(_as_json(document))
    elif quiet:
        _print(_terminal().prose(sentence) + "\n")
    else:
        _print(report(document, terminal=_terminal()))


def _draw(found: Drawn, picture: str | None) -> None:
    """Write the picture that a command was asked for."""
    if picture is not None:
        from oomcast.present.charts import png

        Path(picture).write_bytes(png(found.plot()))


def _command_line(words: Sequence[str], options: Mapping[str, str | None], *, settings: Sequence[str] = ()) -> str:
    """The command that gives the same numbers again."""
    said = [word for option, value in options.items() if value is not None for word in (option, value)]
    return shlex.join(["oomcast", *words, *said, *(word for setting in settings for word in ("--set", setting))])


def _as_json(document: dict[str, Any]) -> str:
    """Plain ASCII, so that no terminal's encoding can change what a program reads."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _terminal() -> Terminal:
    return Terminal() if sys.stdout is None else terminal_for(sys.stdout)


def _print(text: str) -> None:
    """Write to standard output; a reader who leaves early (`| head`) ends the command quietly."""
    if sys.stdout is None:  # closed by the caller
        return
    try:
        sys.stdout.write(printable(text, encoding=sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_output()
        raise click.exceptions.Exit(READER_GONE) from None


def _abandon_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it while shutting down."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return  # no real file behind standard output, hence nothing that could fail later


def _note(message: str) -> None:
    """A line on standard error, which may be closed as well."""
    if sys.stderr is not None:
        click.echo(printable(message, encoding=sys.stderr.encoding), err=True)


def _shortened(message: str) -> str:
    """The message with overlong words cut, so that a pasted novel does not drown what is wrong with it."""
    return " ".join(
        word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 3] + "..." for word in message.split(" ")
    )


def _refuse(message: str) -> int:
    _note(f"oomcast: error: {message}")
    return REFUSED
