"""The published copy, made after each run; a copy that cannot be made never fails the run."""

from __future__ import annotations

import logging

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.progress import display_size, tell
from flows.settings import Storage
from storage.errors import LedgerError
from storage.ledger import FileLedger, Ledger
from storage.publish import publish


@task(name="publish copy", cache_policy=NO_CACHE, persist_result=False)
def publish_copy(ledger: Ledger, storage: Storage) -> None:
    """Put a whole, read-only copy of the ledger where analysts read it, unless the settings say none is wanted."""
    target = storage.published_path()
    if target is None:
        return
    if not isinstance(ledger, FileLedger):
        tell("the ledger is a lake, which analysts read live: no copy is published")
        return
    try:
        made = publish(ledger, target)
    except LedgerError as error:
        tell(f"no copy published, the one of before stays: {error}", level=logging.WARNING)
        return
    if made:
        tell(f"published {made.path} ({display_size(made.size)})")
