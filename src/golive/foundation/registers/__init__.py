"""Registers: declared lists with filter, sort, detail, forms, comments, history, Excel out and in. Written once,
for every app."""
