"""Shapley's value: its axioms, an independent way through all orders, and orders sampled where there are too many."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from oomcast.insight.shapley import MOST_EXACT, additions, plan, shapley_values

RANDOM = np.random.Generator(np.random.Philox(11))


def by_all_orders(values: np.ndarray) -> np.ndarray:
    members = len(values).bit_length() - 1
    shares = np.zeros(members)
    orders = list(permutations(range(members)))
    for order in orders:
        held = 0
        for member in order:
            shares[member] += values[held | 1 << member] - values[held]
            held |= 1 << member
    return shares / len(orders)


@pytest.mark.parametrize("members", [1, 2, 3, 5, 7])
def test_shares_are_the_average_over_all_orders(members: int) -> None:
    values = RANDOM.normal(size=2**members)
    assert shapley_values(values) == pytest.approx(by_all_orders(values), abs=1e-12)


def test_shares_sum_to_the_whole_and_members_that_are_alike_share_alike() -> None:
    sizes = np.array([u.bit_count() for u in range(32)], dtype=float)
    values = np.exp(sizes) * 3.0
    shares = shapley_values(values)
    assert shares.sum() == pytest.approx(values[-1] - values[0], rel=1e-12)
    assert shares == pytest.approx(np.full(5, shares[0]), rel=1e-12)


def test_a_member_that_adds_nothing_gets_nothing() -> None:
    values = np.repeat(RANDOM.normal(size=8), 2)  # bit 0 never matters
    assert shapley_values(values)[0] == pytest.approx(0.0, abs=1e-15)
    assert additions(values, used=plan(4))[0].tolist() == [0.0, 0.0]


def test_what_members_add_independently_is_theirs() -> None:
    adds = RANDOM.normal(size=6)
    values = np.array([sum(adds[i] for i in range(6) if u >> i & 1) for u in range(64)])
    assert shapley_values(values) == pytest.approx(adds, abs=1e-12)
    assert additions(values, used=plan(6)) == pytest.approx(np.stack([adds, adds], axis=1), abs=1e-12)


def test_a_plan_of_all_sets_gives_the_shares_without_error() -> None:
    used = plan(4)
    values = RANDOM.normal(size=16)
    assert used.is_exact
    assert used.shares(values) == pytest.approx(by_all_orders(values), abs=1e-12)
    assert used.errors(values).tolist() == [0.0] * 4


def test_sampled_orders_agree_with_all_orders_within_their_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import oomcast.insight.shapley as module

    values = np.array([np.sqrt(sum((i + 1) ** 2 for i in range(8) if u >> i & 1)) for u in range(256)])
    exact = shapley_values(values)
    monkeypatch.setattr(module, "MOST_EXACT", 3)
    used = plan(8, seed=5)
    seen = values[list(used.sets)]
    assert not used.is_exact
    assert used.shares(seen).sum() == pytest.approx(values[-1] - values[0], abs=1e-12)
    assert (np.abs(used.shares(seen) - exact) <= 4 * used.errors(seen)).all()
    assert (used.errors(seen) > 0).all()


def test_beyond_ten_members_orders_are_sampled_and_repeat_with_their_seed() -> None:
    assert plan(MOST_EXACT).is_exact
    many = plan(MOST_EXACT + 1, seed=2)
    assert not many.is_exact
    assert many.sets[0] == 0
    assert many.sets[-1] == 2 ** (MOST_EXACT + 1) - 1
    assert many.sets == plan(MOST_EXACT + 1, seed=2).sets
    assert many.sets != plan(MOST_EXACT + 1, seed=3).sets


def test_what_is_additive_is_exact_along_any_order() -> None:
    adds = RANDOM.normal(size=14)
    used = plan(14)
    values = np.array([sum(adds[i] for i in range(14) if u >> i & 1) for u in used.sets])
    assert used.shares(values) == pytest.approx(adds, abs=1e-12)
    assert used.errors(values) == pytest.approx(np.zeros(14), abs=1e-12)


def test_values_must_be_of_all_sets() -> None:
    with pytest.raises(ValueError, match="a power of two, got 6"):
        shapley_values(np.zeros(6))
