"""From passages to evidence: candidate claims, judgements, quotes that are sought again, whose words they are."""
