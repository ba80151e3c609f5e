"""The application: which address answers what. Guards stand before it, computations are done in the workshop."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import json
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from importlib import resources
from typing import Any, TypeVar

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oomcast.errors import ForecastError
from oomcast.present.web.asking import MOST_DRAWS, check_fields, read_asked, read_place
from oomcast.present.web.assets import Assets
from oomcast.present.web.failures import Refusal, fault, refusal_of
from oomcast.present.web.guards import MAX_BODY_BYTES, MAX_HEADER_BYTES, Guard, Guarded
from oomcast.present.web.kept import Kept, key_of
from oomcast.present.web.readiness import Readiness
from oomcast.present.web.reading import BAD_FIELD, MAX_DEPTH, read_json, read_known
from oomcast.present.web.work import MOST_RUNNING, MOST_WAITING, RUN_SECONDS, Leave, Workshop

__all__ = ["application"]

Answer = dict[str, Any]
Result = TypeVar("Result")
Endpoint = Callable[[Request], Awaitable[Response]]

API_VERSION = 1
JSON = "application/json"

NOT_KEPT = {"Cache-Control": "no-store"}
"""Answers are not for the caches of browsers: a newer version may give others."""


def application(guard: Guard, *, readiness: Readiness | None = None) -> Guarded:
    """The workbench behind its guard."""
    bench = Bench(Readiness() if readiness is None else readiness)
    app = Starlette(
        routes=[
            Route("/api/health", told(bench.health), methods=["GET"]),
            Route("/api/openapi.json", told(bench.openapi), methods=["GET"]),
            Route("/api/scenarios", told(bench.scenarios), methods=["GET"]),
            Route("/api/scenarios/{name}", told(bench.scenario), methods=["GET"]),
            Route("/api/check", told(bench.check), methods=["POST"]),
            Route("/api/run", bench.run, methods=["POST"]),
            Route("/api/explain", bench.explain, methods=["POST"]),
            Route("/api/compare", bench.compare, methods=["POST"]),
            Route("/api/reconcile", bench.reconcile, methods=["POST"]),
            Route("/api/corporations", bench.apart("corporations"), methods=["POST"]),
            Route("/api/techtree", bench.apart("techtree"), methods=["POST"]),
            Route("/api/export/{kind}", bench.export, methods=["POST"]),
            Route("/api/progress/{session}", told(bench.progress), methods=["GET"]),
            Route("/api/stop", told(bench.stop), methods=["POST"]),
            Route("/", bench.assets.page, methods=["GET"]),
            Route("/assets/{name:path}", bench.assets.asset, methods=["GET"]),
        ],
        lifespan=bench.lifespan,
        exception_handlers={
            Refusal: refused,
            ForecastError: refused,
            MemoryError: refused,
            HTTPException: not_there,
            Exception: faulted,
        },
    )
    app.router.redirect_slashes = False
    return Guarded(app, guard=guard)


def told(answer: Callable[[Request], Awaitable[Answer]]) -> Endpoint:
    """An endpoint that sends what `answer` returns as JSON."""

    async def endpoint(request: Request) -> Response:
        return as_json(await answer(request))

    return endpoint


def as_json(document: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A document in plain ASCII, as on the command line, kept by nobody on its way."""
    content = dumped(document)
    return Response(content, status_code=status, media_type=JSON, headers={**NOT_KEPT, **(headers or {})})


def dumped(document: Mapping[str, Any]) -> bytes:
    """A document as the bytes of an answer.

    A kind of object that the fast writer does not know goes by the one that the command line uses. A number that is
    not finite, of which documents have none, would be null.
    """
    try:
        text = orjson.dumps(document).decode()
    except orjson.JSONEncodeError:
        text = json.dumps(document, check_circular=False, allow_nan=False, separators=(",", ":"))
    return text.encode("ascii", errors=ESCAPED)


def escaped(found: UnicodeError) -> tuple[str, int]:
    """Letters beyond ASCII as JSON writes them in it, and where the text goes on."""
    if not isinstance(found, UnicodeEncodeError):
        raise found
    return json.dumps(found.object[found.start : found.end])[1:-1], found.end


ESCAPED = "oomcast.escaped"
codecs.register_error(ESCAPED, escaped)


async def refused(_request: Request, problem: Exception) -> Response:
    """The answer to what is not done."""
    refusal = refusal_of(problem) if isinstance(problem, ForecastError) else problem
    if not isinstance(refusal, Refusal):
        refusal = Refusal(422, "run", "expected a request that fits into memory, got one that does not")
    return as_json(refusal.document(), status=refusal.status, headers=refusal.headers)


async def not_there(request: Request, problem: Exception) -> Response:
    """The answer at an address, or to a method, that there is not."""
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    headers = dict(getattr(problem, "headers", None) or {})
    if status == 405:
        return await refused(
            request, Refusal(405, "method", "expected another method at this address", headers=headers)
        )
    return await refused(request, Refusal(404, "address", "expected an address of this server, got another"))


async def faulted(request: Request, problem: Exception) -> Response:
    """The answer to a mistake of ours; where it happened is for the terminal alone."""
    traceback.print_exception(problem)
    return await refused(request, fault())


class Bench:
    """What the application needs beyond a single request."""

    def __init__(self, readiness: Readiness) -> None:
        self.assets = Assets()
        self._readiness = readiness
        self._kept = Kept()
        self._under_way: dict[str, asyncio.Event] = {}
        self._workshop: Workshop | None = None

    @property
    def workshop(self) -> Workshop:
        """Where computations are done; there is one while the application runs."""
        if self._workshop is None:
            raise RuntimeError("expected a running application")
        return self._workshop

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Begin to compile when the server starts, and stop all work when it ends."""
        self._workshop = Workshop()
        self._readiness.start()
        try:
            yield
        finally:
            self._readiness.close()
            self._workshop.close()

    async def health(self, _request: Request) -> Answer:
        """How the server is."""
        from oomcast.ensemble.provenance import package_version
        from oomcast.models.registry import MODELS, model

        return {
            "api": API_VERSION,
            **self._readiness.document(),
            "oomcast": package_version(),
            "models": [{"name": name, "version": model(name).version} for name in MODELS],
            "running": self.workshop.running,
            "waiting": self.workshop.waiting,
            "limits": {
                "draws": MOST_DRAWS,
                "seconds": RUN_SECONDS,
                "running": MOST_RUNNING,
                "waiting": MOST_WAITING,
                "body_bytes": MAX_BODY_BYTES,
                "header_bytes": MAX_HEADER_BYTES,
                "json_depth": MAX_DEPTH,
            },
        }

    async def openapi(self, _request: Request) -> Answer:
        """The description of this interface."""
        text = resources.files(__package__).joinpath("openapi.json").read_text(encoding="utf-8")
        document: Answer = json.loads(text)
        return document

    async def scenarios(self, _request: Request) -> Answer:
        """The presets."""
        return await self._aside(preset_list)

    async def scenario(self, request: Request) -> Answer:
        """One preset with all that is believed."""
        name = request.path_params["name"]
        return await self._aside(lambda: scenario_document({"scenario": name}))

    async def check(self, request: Request) -> Answer:
        """Whether a scenario is sound, and what it believes."""
        asked = read_json(await request.body())
        check_fields(asked)
        return await self._aside(lambda: scenario_document(asked))

    async def run(self, request: Request) -> Response:
        """A forecast, and what is drawn of it."""
        from oomcast.present.web.forecasting import forecast_answer

        return await self._answered(request, kind="run", task=forecast_answer)

    async def explain(self, request: Request) -> Response:
        """What drives an answer."""
        from oomcast.present.web.insight import explain_answer

        return await self._answered(request, kind="explain", task=explain_answer)

    async def compare(self, request: Request) -> Response:
        """Where scenarios differ."""
        from oomcast.present.web.insight import compare_answer

        return await self._answered(request, kind="compare", task=compare_answer)

    async def reconcile(self, request: Request) -> Response:
        """What would have to be believed for stated answers to follow."""
        from oomcast.present.web.reconciling import reconcile_answer

        return await self._answered(request, kind="reconcile", task=reconcile_answer)

    def apart(self, kind: str) -> Endpoint:
        """An endpoint whose answers come from a process of their own."""

        async def endpoint(request: Request) -> Response:
            from oomcast.present.web.apart import done_apart

            return await self._answered(request, kind=kind, task=partial(done_apart, kind))

        return endpoint

    async def export(self, request: Request) -> Response:
        """A forecast as a file."""
        from oomcast.present.web.downloads import download

        kind = request.path_params["kind"]
        file = await self._computed(request, kind="export", task=lambda asked, leave: download(kind, asked, leave))
        headers = {
            **NOT_KEPT,
            "Content-Type": file.kind,
            "Content-Disposition": f'attachment; filename="{file.name}"',
        }
        return Response(file.content, headers=headers)

    async def progress(self, request: Request) -> Answer:
        """How far the computations of a page have come."""
        return {"progress": self.workshop.progress(request.path_params["session"])}

    async def stop(self, request: Request) -> Answer:
        """Stop the computations of a page."""
        asked = read_json(await request.body())
        read_known(asked, known=("session",))
        place = read_place(asked, kind="stop")
        if place is None:
            raise Refusal(400, BAD_FIELD, "expected the page whose computations are to stop, got none", field="session")
        return {"stopped": self.workshop.stop(place.session)}

    async def _answered(
        self, request: Request, *, kind: str, task: Callable[[Mapping[str, Any], Leave], Answer]
    ) -> Response:
        """The answer to the body as JSON, computed unless the same was asked for before, or is being computed."""
        asked = read_json(await request.body())
        key = key_of(kind, asked)
        while key in self._under_way:  # whose asker may leave, and then it is our turn
            await self._under_way[key].wait()
        content = self._kept.get(key)
        if content is not None:
            self.workshop.arrive(read_place(asked, kind=kind), Leave())
            return Response(content, media_type=JSON, headers=NOT_KEPT)
        over = self._under_way[key] = asyncio.Event()
        try:
            content = await self._computed(request, kind=kind, task=lambda asked, leave: dumped(task(asked, leave)))
            self._kept.put(key, content)
        finally:
            del self._under_way[key]
            over.set()
        return Response(content, media_type=JSON, headers=NOT_KEPT)

    async def _computed(
        self, request: Request, *, kind: str, task: Callable[[Mapping[str, Any], Leave], Result]
    ) -> Result:
        """What `task` makes of the body, in the workshop."""
        asked = read_json(await request.body())
        place = read_place(asked, kind=kind)
        return await self.workshop.do(lambda leave: task(asked, leave), place=place, gone=lambda: disconnected(request))

    @staticmethod
    async def _aside(task: Callable[[], Answer]) -> Answer:
        """What takes milliseconds, but would hold up everybody else for as long."""
        return await asyncio.get_running_loop().run_in_executor(None, task)


async def disconnected(request: Request) -> None:
    """Returns when the other side is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def preset_list() -> Answer:
    """All presets with whose beliefs they are."""
    from oomcast.beliefs.scenario import preset_names
    from oomcast.present.catalogue import TIERS
    from oomcast.present.web.asking import preset_scenario

    scenarios = [preset_scenario(name) for name in preset_names()]
    return {
        "default": DEFAULT_PRESET,
        "tiers": {str(tier): meaning for tier, meaning in TIERS.items()},
        "scenarios": [
            {
                "name": name,
                "title": scenario.title,
                "author": scenario.author,
                "date": str(scenario.date or ""),
                "tier": scenario.tier,
                "model": scenario.model,
                "hash": scenario.hash,
                "extends": list(scenario.extends),
                "own": len(scenario.own),
                "beliefs": len(scenario.beliefs),
            }
            for name, scenario in zip(preset_names(), scenarios, strict=True)
        ],
    }


DEFAULT_PRESET = "greenblatt-2025"
"""The scenario that the page opens with: pinned, so that nobody's answer changes unasked."""


def scenario_document(asked: Mapping[str, Any]) -> Answer:
    """A scenario as asked for, with every belief in numbers."""
    from oomcast.present.catalogue import verdict
    from oomcast.present.web.beliefs import scenario_view

    found = read_asked(asked)
    return {"scenario": scenario_view(found.scenario), "verdict": verdict(found.scenario)}
