"""Mining: event logs, analyses, discovery, conformance, findings, simulation, before and after."""
