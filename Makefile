# For those who have make; without it, call run.py directly. Nothing else is hidden here.
PYTHON ?= python3

.PHONY: start demo test check test-full test-pg duties translations

start demo:
	$(PYTHON) run.py demo

test:
	$(PYTHON) run.py test

check:
	$(PYTHON) run.py check

test-full:
	$(PYTHON) run.py test-full

test-pg:
	$(PYTHON) run.py test-pg

duties:
	$(PYTHON) run.py tool tools/duties_doc.py

translations:
	$(PYTHON) run.py tool tools/translations.py missing
