"""The ledger: DuckDB, its schema, and every SQL statement."""
