"""What the settings say of the hours at which `pactwatch up` runs the flows."""

from __future__ import annotations

from zoneinfo import available_timezones

from pydantic import BaseModel, Field, field_validator

from flows.alerts.subscription import Strict

CRON = r"^\s*(\S+\s+){4}\S+\s*$"


class Schedule(BaseModel):
    """When `pactwatch up` runs the flows: cron lines, by a clock of yours."""

    model_config = Strict
    watch: str = Field(
        default="*/5 * * * *",
        pattern=CRON,
        description="When sources that are due are asked, as a cron line of five parts: */5 * * * *.",
    )
    deliver: str = Field(
        default="2-59/5 * * * *",
        pattern=CRON,
        description="When what waits in the outbox is sent, as a cron line of five parts; each run of `watch` sends too.",
    )
    timezone: str = Field(
        default="", description="The clock of these hours, as Europe/Oslo; by default this machine's."
    )

    @field_validator("timezone")
    @classmethod
    def is_known(cls, zone: str) -> str:
        """Prefect would refuse it only when the deployments are made."""
        if zone and zone not in available_timezones():
            raise ValueError(f"'{zone}' is no time zone; write it as Europe/Oslo, or leave it out")
        return zone

    @property
    def zone(self) -> str:
        """The zone by its name."""
        if self.timezone:
            return self.timezone
        from tzlocal import get_localzone_name

        return get_localzone_name()
