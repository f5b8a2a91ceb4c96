"""Made-up yellow-taxi trips in the schema of New York's TLC, and the answers the taxi-summary job must give on them."""
