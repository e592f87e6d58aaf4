"""IAM: who is there, and what their policies allow. `policies` decides; it knows nothing of the rest."""
