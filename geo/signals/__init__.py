"""Statistical findings about places and days."""
