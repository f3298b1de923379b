"""The example project 华东精工: fiction, made by calling use cases in simulated time, so its evidence is real."""
