"""How the operations database came to its present tables, one version after the other (docs/decisions/0033)."""
