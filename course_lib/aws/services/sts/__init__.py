"""STS: who a caller is, as moto answers it."""
