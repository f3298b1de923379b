"""Two years of a project with people who forget, reckoned a second time by somebody else: see `reckoner.py`."""
