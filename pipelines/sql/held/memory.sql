-- What a build computes lies in memory; only the held tables lie in the file this connection was opened on.
attach ':memory:' as work; -- noqa: PRS
