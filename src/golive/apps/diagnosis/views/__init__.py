"""Pages of the diagnosis: logs, findings, pictures of the process, designs, evaluations."""
