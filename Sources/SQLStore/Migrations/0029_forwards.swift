extension Migration {
    /// Deliveries that are still to be handed on to a queue of somebody else; each row names one of `receipts`, kept or not.
    static let forwards = Migration(version: 29) { dialect in
        ["CREATE TABLE forwards (receipt BIGINT PRIMARY KEY)"] + dialect.busyTable("forwards")
    }
}
