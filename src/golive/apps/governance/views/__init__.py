"""Pages of governance beyond its lists; one file a noun."""
