"""Conditions as text, such as `initial_speedup > 20 and not singular_by_horizon`: a small language of our own.

    condition  = all { "or" all }                      a claim that is true, false or unknown, draw by draw
    all        = inverse { "and" inverse }
    inverse    = "not" inverse | comparison
    comparison = sum { compare sum } | compare sum     the latter right after "and" or "or": of the same thing again
    compare    = "<" | "<=" | ">" | ">=" | "==" | "!=" | "before" | "after"
    sum        = product { ( "+" | "-" ) product }
    product    = signed { ( "*" | "/" ) signed }
    signed     = "-" signed | power
    power      = operand [ ( "^" | "**" ) signed ]
    operand    = number | name | "(" condition ")"

Nothing in it can call, look up, repeat or assign, and its size is bounded, so that a stranger's text is harmless. Text
becomes tokens (`tokens`), a tree (`parser`, `nodes`), and that a column of truth values (`evaluation`) or text
again (`words`).
"""
