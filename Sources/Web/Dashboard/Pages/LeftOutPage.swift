/// A record that a CRM does not have and is not to have.
struct LeftOutAnswer: Decodable, Sendable {
    var store: String
    var kind: String
    var id: String
    var name: String?
    var isGuest: Bool
    var because: String?
}

struct LeftOutPage {
    struct Row {
        var href: String
        var title: String
        var store: String
        var because: String
    }

    var destination: String
    var rows: [Row]
    var nextHref: String?
    /// Whether the list is at its end and has nothing.
    var isEmpty: Bool

    init(_ answer: [LeftOutAnswer], of destination: String, next: String?, isFirst: Bool) {
        self.destination = destination
        rows = answer.map { entry in
            let address = RecordAddress(store: entry.store, kind: entry.kind, id: entry.id)
            let guest = entry.isGuest ? "bought without an account" : nil
            return Row(
                href: "/records/\(address.path)",
                title: "\(entry.kind) \(entry.name ?? entry.id)",
                store: entry.store,
                because: [guest, entry.because].compactMap(\.self).joined(separator: ": ")
            )
        }
        nextHref = next.map {
            "/records/left-out?destination=\(PathText.escaped(destination))&cursor=\(PathText.escaped($0))"
        }
        isEmpty = answer.isEmpty && next == nil && isFirst
    }
}
