"""The commands of `pactwatch`, a file each with what it shows; no flow imports from here."""
