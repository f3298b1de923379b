"""Web: what all pages share, the home pages, navigation and search."""
