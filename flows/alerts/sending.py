"""What the settings say of sending: how, and who is told of what could not be delivered."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from flows.alerts.subscription import Channels, Strict


class Operator(BaseModel):
    """Who looks after this pactwatch, and hears of alerts that could not be delivered."""

    model_config = Strict
    to: Channels = Field(default=[], description="Channels as references: env:NAME or file:path.")


class Sending(BaseModel):
    """How alerts are sent."""

    model_config = Strict
    private_addresses: bool = Field(
        default=True,
        description="Whether HTTP channels may be of your own network; false where others write your channels.",
    )
    timeout: Annotated[
        float, Field(gt=0, le=60, description="Seconds that a channel may take to answer.")
    ] = 30.0
    patience: Annotated[
        float, Field(ge=0, le=600, description="Seconds that a run waits for what is tried again soon.")
    ] = 20.0
    senders: Annotated[int, Field(ge=1, le=32, description="Channels that are sent to at the same time.")] = 4
