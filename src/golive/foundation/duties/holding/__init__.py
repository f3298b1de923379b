"""Who holds which duty where: assignments, RACI letters, stand-ins, and what the project changed against its method."""
