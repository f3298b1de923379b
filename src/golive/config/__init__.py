"""Configuration: settings from the environment, URLs, the web server's entry."""
