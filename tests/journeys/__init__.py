"""Stories of many parties in a real browser, against the product as `golive demo` starts it."""
