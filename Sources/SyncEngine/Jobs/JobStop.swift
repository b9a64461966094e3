/// Why work on a store ends before it is done; nothing is lost by it.
enum JobStop: Error, Sendable, Hashable {
    /// A person asked for it.
    case paused
    case cancelled
    /// The process shuts down.
    case shutdown
    /// Another owner has the store.
    case lost
}
