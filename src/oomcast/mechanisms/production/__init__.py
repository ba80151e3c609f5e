"""How labour and experiments make research: siblings behind one contract, each normalised to 1 at the human company.

A sibling is a module with

    PARAMETERS, NEUTRAL     what it introduces, and at which values it gives back Cobb-Douglas
    prepare(...)            its Coefficients from the parameters named like its arguments, once per draw
    ln_output(ln_labour, ln_experiments, *Coefficients)              ln F, with ln F(0, 0) = 0
    labour_elasticity(...), experiment_elasticity(...)               d ln F / d ln L and d ln F / d ln X

where labour L and experiment compute X are relative to the human-only company at t = 0. `registry.py` lists them.
"""
