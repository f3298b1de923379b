"""Process models: trees, Petri nets, BPMN 2.0; how each becomes the next, in files and back."""
