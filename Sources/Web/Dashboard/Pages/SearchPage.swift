/// Orders and customers that fit what a person typed.
struct SearchAnswer: Decodable, Sendable {
    struct Hit: Decodable, Sendable {
        var store: String
        var kind: String
        var id: String
        var name: String?
        var email: String?

        var address: RecordAddress { RecordAddress(store: store, kind: kind, id: id) }
    }

    var candidates: [Hit]
    var isCut: Bool
}

struct SearchPage {
    struct Row {
        var href: String
        var title: String
        var store: String
        var email: String?
    }

    var query: String
    var rows: [Row]
    var isCut: Bool
    /// Whether something was looked for and not found.
    var isMissed: Bool

    init(_ answer: SearchAnswer?, query: String) {
        self.query = query
        rows = (answer?.candidates ?? []).map { hit in
            Row(
                href: "/records/\(hit.address.path)",
                title: "\(hit.kind) \(hit.name ?? hit.id)",
                store: hit.store,
                email: hit.email
            )
        }
        isCut = answer?.isCut ?? false
        isMissed = answer.map(\.candidates.isEmpty) ?? false
    }
}
