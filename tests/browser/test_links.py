"""The address holds the state: there and back, short, and safe to read from anybody."""

from __future__ import annotations

import random
import string

from tests.browser.conftest import Opened

FUZZED = 10_000


def test_a_link_brings_the_same_forecast_back(open_workbench: Opened) -> None:
    bench = open_workbench()
    bench.enter("initial_speedup", "8 to 60")
    bench.rest()
    bench.enter("software_ceiling_oom", "14")
    bench.rest()
    bench.page.get_by_role("button", name="Years of progress").click()
    fragment, digest, sentence = bench.fragment, bench.digest, bench.sentence
    assert fragment.startswith("#v=1&a=greenblatt-2025@2025@")
    assert len(bench.address + "/" + fragment) < 500
    bench.open(fragment)
    assert (bench.digest, bench.sentence, bench.fragment) == (digest, sentence, fragment)
    assert "changed by you" in bench.row("initial_speedup").inner_text()
    assert bench.page.get_by_role("button", name="Years of progress").get_attribute("aria-pressed") == "true"


def test_a_link_with_every_belief_changed_is_below_two_kilobytes(open_workbench: Opened) -> None:
    bench = open_workbench()
    length = bench.evaluate(
        """async () => {
            const { encoded } = await import("/assets/permalink.js");
            const { MADE_HERE } = await import("/assets/spelling.js");
            const { scenario } = await (await fetch("/api/scenarios/greenblatt-2025")).json();
            const belief = { p25: 12.34, p50: 15.67, p75: 89.12, ...MADE_HERE };
            const set = Object.fromEntries(scenario.core.map((name) => [name, belief]));
            const a = { scenario: "greenblatt-2025", date: "2025", hash: scenario.hash, set, structure: {}, given: {} };
            return (await encoded({ a, b: null, seed: 0, view: { unit: "years", page: "cruxes" } })).length;
        }"""
    )
    assert 500 < length < 2000


def test_what_a_link_holds_comes_back_whole(open_workbench: Opened) -> None:
    bench = open_workbench(rests=False)
    spellings = [
        15, 1.5e-7, "4 to 50", "none",
        {"p25": 8.9, "p50": 15, "p75": 25, "source": "me, today: 3~4 _ 'so'", "evidence": "assumed"},
        {"family": "two_piece_lognormal", "p10": 1, "p50": 2, "p90": 9}, {"interval": [2, 9], "level": 0.9},
        {"family": "truncated", "inner": {"family": "normal", "mean": 1, "sd": 2}, "low": 0},
    ]  # fmt: skip
    state = {
        "a": {
            "scenario": "reference", "date": "2026", "hash": "0123abcd",
            "set": {f"belief_{at}": each for at, each in enumerate(spellings)},
            "structure": {"production": "ces"}, "given": {"automation_year": {"before": 2032}}, "stated": {},
        },
        "b": {"toml": "schema = 1\n# Grüße, 東京\n" * 20, "file": "mine & yours.toml",
              "set": {}, "structure": {}, "given": {}, "stated": {}},
        "c": {"scenario": "reference", "set": {}, "structure": {}, "given": {},
              "stated": {"oom_total_12mo": {"p25": 3, "p50": 8, "p75": 11, "source": "me"}}},
        "d": None, "e": None, "f": None,
        "seed": -7, "view": {"unit": "rate", "rate": "1.2"},
    }  # fmt: skip
    there_and_back = """async (state) => {
        const { decoded, encoded } = await import("/assets/permalink.js");
        return await decoded(await encoded(state));
    }"""
    assert bench.evaluate(there_and_back, state) == {"state": state, "problems": []}


def fuzzed(random_: random.Random) -> str:
    """Something that might stand behind the "#" of an address: noise, or a link with noise in it."""
    letters = string.printable + "äß€\x00\ud83d\ude00%&=~!'{}[]:,@#"
    noise = "".join(random_.choice(letters) for _ in range(random_.randrange(60)))
    forms = (
        noise,
        f"v=1&a={noise}",
        f"v=1&a=greenblatt-2025@2025@8154b3e6&a.initial_speedup={noise}",
        f"v=1&a=greenblatt-2025&a.{noise}=15",
        f"v={noise}&a=greenblatt-2025",
        f"v=1&a.toml={noise}&a.file={noise}",
        f"v=1&a=reference&seed={noise}&view.unit={noise}&b={noise}",
        f'v=1&a=reference&a.__proto__=!{{"polluted":1}}&a.x=!{{"__proto__":{{"polluted":1}},"a":{noise}}}',
        f"v=1&a=reference&a.constructor.prototype=15&b.structure.__proto__={noise}&a.given.constructor=before:1",
        f"v=1&a=reference&a.x=__proto__:1,{noise}&a.y=!{'[' * random_.randrange(200)}",
        f"v=1&a=reference&c=reference&f={noise}&c.stated.oom_total_12mo=p50:{noise}&a.stated.__proto__=p50:1",
    )
    return random_.choice(forms)


def test_ten_thousand_fuzzed_links_are_read_without_a_crash(open_workbench: Opened) -> None:
    bench = open_workbench(rests=False)
    random_ = random.Random(5)
    links = [fuzzed(random_).encode("utf-16", "surrogatepass").decode("utf-16", "replace") for _ in range(FUZZED)]
    found = bench.evaluate(
        """async (links) => {
            const { decoded, encoded } = await import("/assets/permalink.js");
            const known = { a: 0, none: 0, failed: [] };
            for (const link of links) {
                try {
                    const read = await decoded(link);
                    if (read && read.state) {
                        known.a += 1;
                        const again = await decoded(await encoded(read.state));
                        const isSame = JSON.stringify(again.state) === JSON.stringify(read.state);
                        if (!isSame) known.failed.push(["unstable", link]);
                    } else known.none += 1;
                } catch (problem) {
                    known.failed.push([String(problem), link]);
                }
            }
            known.polluted = ({}).polluted !== undefined || [].polluted !== undefined;
            return known;
        }""",
        links,
    )
    assert found["failed"] == []
    assert not found["polluted"]
    assert found["a"] > 1000
    assert found["none"] > 1000


def test_a_bad_link_opens_the_page_and_says_what_was_left_out(open_workbench: Opened) -> None:
    bench = open_workbench("#v=1&a=greenblatt-2025&a.initial_speedup=!{&a.labour_share=0.4", expects=("404 /api/run",))
    assert "initial_speedup" in bench.page.locator("#banner").inner_text()
    assert bench.value("initial_speedup") == "15×"
    bench.open("#v=99&a=greenblatt-2025")
    assert "version" in bench.page.locator("#banner").inner_text()
    with bench.page.expect_response("**/api/run"):
        bench.open("#v=1&a=no-such-preset", rests=False)
    bench.page.locator("#banner", has_text="no-such-preset").wait_for()


def test_an_archive_that_would_burst_is_not_unpacked(open_workbench: Opened) -> None:
    bench = open_workbench(rests=False)
    result = bench.evaluate(
        """async () => {
            const { deflated, inflated } = await import("/assets/permalink.js");
            const small = await inflated(await deflated("x".repeat(1000)));
            const letters = await deflated("x".repeat(4_000_000));
            return [small.length, letters.length, await inflated(letters)];
        }"""
    )
    assert result[0] == 1000
    assert result[1] < 16_384
    assert result[2] is None
