"""What is taken as given is typed below the beliefs; what a run found about itself stands where its numbers come from."""

from __future__ import annotations

from tests.browser.conftest import Opened


def test_a_condition_is_typed_told_where_it_is_wrong_and_travels_in_the_link(open_workbench: Opened) -> None:
    bench = open_workbench(expects=("422",))
    page = bench.page
    field = page.get_by_label("Taken as given")
    alone = bench.digest
    field.fill("initial_speedup > 20 nad oom_6 < 3")
    field.press("Enter")
    problem = page.locator(".taken-as-given .field-problem")
    problem.wait_for()
    assert problem.inner_text() == ("character 22: expected an operator or the end, got 'nad'. Did you mean 'and'?")
    assert field.get_attribute("aria-invalid") == "true"
    assert bench.digest == alone
    field.fill("initial_speedup > 20 and oom_total_12mo < 12")
    field.press("Enter")
    page.locator("h1", has_text="given initial_speedup > 20 and oom_total_12mo < 12").wait_for()
    bench.rest()
    hint = page.locator(".taken-as-given .hint").inner_text()
    assert "of 10,000 draws count (effective), a chance of" in hint
    given = bench.digest
    assert given != alone
    assert page.locator(".provenance").inner_text().count(hint.split(" of ")[0])
    bench.open(bench.fragment)
    assert bench.digest == given
    # Too few draws are told here too, and taking the condition away again gives the first answer.
    field.fill("oom_total_12mo > 11.99")
    field.press("Enter")
    page.locator(".taken-as-given .field-problem", has_text="expected at least 100 draws").wait_for()
    for remove in reversed(page.locator(".given-list button").all()):
        remove.click()
    page.locator("h1", has_text="On these beliefs, effective compute").wait_for()
    bench.rest()
    assert bench.digest == alone


def test_a_run_says_what_it_found_about_itself_and_how_much_was_drawn_for_what_drives_it(
    open_workbench: Opened,
) -> None:
    bench = open_workbench()
    bench.page.locator(".drives-figure svg").wait_for()
    said = bench.page.locator(".provenance").inner_text()
    assert "Ignored inputs: “Effective compute” takes no notice of “Labour share”" in said
    assert "What drives it: 4,000 draws for each swing" in said
    assert bench.page.locator(".provenance .audit.warning").count() == 0
    assert bench.page.locator(".drives-figure .figure-message").inner_text().startswith("On these beliefs, effective")
    bench.open("#v=1&a=greenblatt-2025&b=greenblatt-2025&b.software_ceiling_oom=20&view.page=cruxes")
    bench.page.locator("h1", has_text="comes from software ceiling (12").wait_for()
    assert "2,000 draws for each replacement" in bench.page.locator(".answer").inner_text()
    assert "_" not in bench.sentence
