"""The sample newsroom of `pactwatch demo`: invented outlets and a receiver of alerts, on this machine only."""
