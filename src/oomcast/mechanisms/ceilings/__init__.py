"""How ideas get harder to find: siblings behind one contract, the linear decline of `returns.py` among them.

What a person states is r(s), the returns to software left at software progress s. The yield D then follows exactly:

    d ln(rate)/ds = phi (1 - 1/r(s))   gives   ln D = -beta x,   beta = phi/r_0,   x(s) = integral of r_0/r from 0 to s

so the depth x of the search serves every sibling, and only s(x) differs. A sibling is a module with

    PARAMETERS, NEUTRAL               what it introduces, and at which values it gives back the linear decline
    prepare(...)                      its `depth.Coefficients`, once per draw
    returns_left, ln_yield, depth_at  r(s), ln D(s) and x(s) in closed form

and the engine needs nothing of it but the coefficients: `depth.py` runs all of them. `registry.py` lists them.
"""
