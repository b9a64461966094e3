import SyncModel

/// Fields that a mapping names and `setup` has not made yet: their records cannot be delivered until it has.
struct MissingFields: Sendable, Hashable {
    let destination: DestinationName
    let names: [String]
    let mode: DestinationSettings.Mode

    /// As many names as a sentence takes.
    private static let shown = 10

    /// What is missing and what makes it; `nil` where nothing is.
    var words: String? {
        guard !names.isEmpty else { return nil }
        let more = names.count > Self.shown ? ", …" : ""
        let list = names.prefix(Self.shown).joined(separator: ", ") + more
        let head = names.count == 1 ? "1 field is not there yet" : "\(names.count) fields are not there yet"
        let cure =
            mode == .live
            ? "\"sluice setup\" makes \(names.count == 1 ? "it" : "them"); until then delivery of such records pauses."
            : "\"sluice setup\" makes \(names.count == 1 ? "it" : "them") once the mode is live."
        return "\(destination): \(head) in the CRM (\(list)). \(cure)"
    }

    /// Refuses to mark what could not be delivered.
    func requireNone() throws(CommandFailure) {
        guard mode == .live, let words else { return }
        throw .usage("\(words) Run it, then apply the mapping; nothing was marked.")
    }
}
