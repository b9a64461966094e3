#if RedisStreams
extension RedisAddress {
    /// The BullMQ queue that it names, and what stands before the names of all keys of that, such as `bull:shopify:`.
    var bullMQ: (name: String, prefix: String)? {
        parameters["queue"].map { ($0, "\(parameters["prefix"] ?? "bull"):\($0):") }
    }
}
#endif
