"""Archives: what a backfill reads, cut into windows."""
