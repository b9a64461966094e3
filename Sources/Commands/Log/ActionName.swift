import SyncModel

/// What the log calls the things that people do.
enum ActionName {
    static let all = [
        "audit --repair", "backfill", "connect shopify", "connect zoho", "db backup", "db migrate", "db reseal",
        "db restore", "erase again", "export customer", "failures discard", "failures retry", "identity decide",
        "identity undo", "inbox redrive", "jobs cancel", "jobs pause", "jobs resume", "mapping apply", "pause",
        "reconcile", "redact customer", "redact shop", "reload", "replay", "resume", "reveal", "setup", "sync now",
        "webhooks repair",
    ]

    /// For a list that came out empty: whether it was asked for by a name that there is.
    ///
    /// - Throws: `CommandFailure` for one that is none, with the nearest or with all there are.
    static func check(_ name: String?) throws {
        guard let name else { return }
        let groups = all.compactMap { action in
            action.contains(" ") ? action.split(separator: " ").first.map(String.init) : nil
        }
        guard !all.contains(name), !groups.contains(name) else { return }
        let wayOn =
            NearestName.of(name, among: all + groups).map { "Did you mean \"\($0)\"?" }
            ?? "There are: " + all.joined(separator: ", ") + "."
        throw CommandFailure.usage("Nothing that is logged is called \"\(name.prefix(60))\". \(wayOn)")
    }
}
