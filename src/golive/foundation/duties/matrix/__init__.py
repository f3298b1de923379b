"""The live responsibility matrix, on the page and on paper, and its issued versions."""
