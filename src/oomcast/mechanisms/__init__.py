"""Pure equations, one mechanism per file, each beside the declaration of the parameters it introduces."""
