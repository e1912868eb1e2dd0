"""Make a server ready for a worker: the work pool, and no run that is said to run though nothing runs it.

A program of its own (`python -m flows.pool NAME`), since Prefect reads its settings when it is imported.
"""

from __future__ import annotations

import sys

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import Crashed

UNDER_WAY = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
PAGE = 200


def make_pool(client: SyncPrefectClient, name: str) -> None:
    """Make a work pool of local processes, where there is none of that name."""
    try:
        client.create_work_pool(WorkPoolCreate(name=name, type="process"))
    except ObjectAlreadyExists:
        return


def end_zombies(client: SyncPrefectClient, pool: str) -> int:
    """Note as crashed what runs in a pool: no worker of it is alive yet. Else it would hold its deployment's only slot."""
    found = client.read_flow_runs(
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNDER_WAY)),
        ),
        limit=PAGE,
    )
    for run in found:
        client.set_flow_run_state(run.id, Crashed(message="It was ended by force."), force=True)
    return len(found)


if __name__ == "__main__":
    with get_client(sync_client=True) as server:
        make_pool(server, sys.argv[1])
        end_zombies(server, sys.argv[1])
