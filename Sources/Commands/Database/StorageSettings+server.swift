extension StorageSettings {
    /// Refuses what copies a file where the store is none.
    func refuseServer(_ command: String, instead: String) throws {
        guard !isFile else { return }
        throw CommandFailure.usage(
            "sluice \(command) is for a store in a file; \(name) is on a PostgreSQL server, whose own tools do it: \(instead). "
                + "docs/postgresql.md says more."
        )
    }
}
