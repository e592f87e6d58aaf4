"""KMS as AWS answers it, for symmetric encryption keys: data keys, contexts, key states, rotation, aliases.

`service` is what the rest of the cloud knows of it. `layer` takes the calls, `operations` says which function answers;
`using` holds what is done with a key, `life` what is done to it, `rotation` and `aliases` the rest. `keys` are the
keys, kept in moto's state, `blobs` the ciphertexts, `finding` looks a key up, `members` looks at parameters,
`errors` has AWS's words. Everything that AWS draws at random comes from the cloud's seed.
"""
