"""What Prefect's server does by itself: end runs whose worker was killed, and tell the operator of runs that failed.

`python -m flows.automations` makes both on the server that PREFECT_API_URL names; a second time it makes them anew.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

# Three beats of a run's heart (every 180 s), and a minute for slow machines.
SILENCE = timedelta(seconds=600)
HEARTBEAT = "prefect.flow-run.heartbeat"
ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
RUNS = ResourceSpecification.model_validate({"prefect.resource.id": "prefect.flow-run.*"})
# Only runs of ours, and none of the flow that tells of them: one that fails would tell of itself for ever.
OURS = ResourceSpecification.model_validate(
    {
        "prefect.resource.role": "tag",
        "prefect.resource.id": ["prefect.tag.scheduled", "prefect.tag.by-hand"],
    }
)
TELLER = "failure/told"


def no_zombies() -> AutomationCore:
    """A run that was alive and has been silent since is noted as crashed: it would hold its deployment's only slot."""
    return AutomationCore(
        name="pactwatch: runs whose worker was killed",
        description="Notes as crashed what has given no sign of life for ten minutes.",
        trigger=EventTrigger(
            match=RUNS,
            after={HEARTBEAT},
            expect={HEARTBEAT, *ENDS},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                name=None, state=StateType.CRASHED, message="It gave no sign of life any more.", force=False
            )
        ],
    )


def failure_alert(teller: UUID) -> AutomationCore:
    """A run of ours that fails or crashes is told to the operator, by a run of the deployment `teller`.

    So the channels' addresses stay with the worker; the server knows none.
    """
    return AutomationCore(
        name="pactwatch: tell the operator of runs that failed",
        description="Sends to the channels of [operator] in pactwatch.toml.",
        trigger=EventTrigger(
            match=RUNS,
            match_related=OURS,
            expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[
            RunDeployment(
                source="selected",
                deployment_id=teller,
                parameters={
                    "run": "{{ flow_run.name }}",
                    "state": "{{ flow_run.state.name }}",
                    "message": "{{ flow_run.state.message }}",
                },
                job_variables=None,
            )
        ],
    )


def save(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """Make an automation, or bring the one of its name up to date."""
    for there in client.read_automations_by_name(automation.name):
        client.delete_automation(there.id)
    client.create_automation(automation)


def main() -> int:
    """Make both; the exit code."""
    with get_client(sync_client=True) as client:
        try:
            teller = client.read_deployment_by_name(TELLER)
        except ObjectNotFound:
            sys.stderr.write(f"There is no deployment {TELLER}; make the deployments first.\n")
            return 1
        for automation in (no_zombies(), failure_alert(teller.id)):
            save(client, automation)
            sys.stdout.write(f"Made “{automation.name}”.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
