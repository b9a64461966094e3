import SyncModel

/// The members that each order takes, by the names that forms, JSON bodies and paths share.
///
/// A slip in what gives records up or starts work must not mean "all of them", so nothing is taken that is not known.
enum OrderMembers {
    private static let record: Set<String> = ["store", "kind", "id"]
    private static let range: Set<String> = ["store", "all", "kind", "since", "until"]
    private static let choice: Set<String> = record.union(["destination", "code", "since", "all"])

    static let ofOrders: [String: Set<String>] = [
        "sync": record.union(["destination"]),
        "retry": choice.union(["limit", "begun", "stop_at"]),
        "discard": choice.union(["unreadable"]),
        "pause": ["destination"],
        "resume": ["destination"],
        "backfill": range.union(["destinations", "dry_run"]),
        "reconcile": range.union(["sweep"]),
        "audit": range.union(["destinations", "repair"]),
        "job": ["id", "action"],
        "decide": record.union(["destination", "choice", "crm_id", "force"]),
        "undo": record.union(["destination"]),
        "webhooks": ["store"],
        "reload": [],
    ]

    static let switches: Set<String> = ["all", "dry_run", "sweep", "repair", "force", "unreadable"]

    /// What a page's form sends empty where its visitor chose nothing.
    static func mayBeBlank(_ name: String, in order: String) -> Bool {
        ["backfill", "reconcile", "audit"].contains(order) && ["kind", "since", "until", "destinations"].contains(name)
    }

    /// Refuses what an order does not take.
    ///
    /// - Parameters:
    ///   - given: the members of a body or of a form.
    ///   - path: what the path says already.
    ///   - order: which is meant.
    /// - Throws: `DeskFailure` that names the first member in question, and the nearest right one.
    static func check(_ given: [String: String], path: [String: String], of order: String) throws(DeskFailure) {
        guard let known = ofOrders[order] else {
            throw DeskFailure(.unknown, "There is nothing of that name that could be done.")
        }
        let taken = known.subtracting(path.keys)
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            let shown = String(name.prefix(60))
            guard taken.contains(name) else {
                throw DeskFailure(.invalid, "There is no member \"\(shown)\" here. \(wayOn(name, taken, path))")
            }
            if value.isEmpty {
                throw DeskFailure(.invalid, "\"\(shown)\" is empty: name one, or leave the member out.")
            }
            if switches.contains(name), value != "true", value != "false" {
                throw DeskFailure(.invalid, "\"\(shown)\" is true or false.")
            }
        }
    }

    private static func wayOn(_ name: String, _ taken: Set<String>, _ path: [String: String]) -> String {
        if path[name] != nil { return "The path says it already." }
        if let nearest = NearestName.of(name, among: taken.sorted()) { return "Did you mean \"\(nearest)\"?" }
        return taken.isEmpty ? "It takes none." : "It takes: \(taken.sorted().joined(separator: ", "))."
    }
}
