"""Apps: the domain, one folder a subject; an app imports only apps that stand below it."""
