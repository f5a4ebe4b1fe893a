"""What readers see: articles, claims with their reasons, the assessor's page."""
