import SyncModel

/// Who does which part of the work.
struct NodesAnswer: Decodable, Sendable {
    struct Part: Decodable, Sendable {
        /// A destination, or a store that is read.
        var part: String
        /// `nil` where nobody does it.
        var node: String?
        var epoch: Int64?
        var until: String?
    }

    /// The one that answers.
    var here: String
    var parts: [Part]
}

struct NodesPage {
    struct Row {
        var part: String
        var node: String?
        var isHere: Bool
        var epoch: String
        var until: ShownTime?
    }

    var here: String
    var rows: [Row]

    init(_ answer: NodesAnswer, now: Instant) {
        here = answer.here
        rows = answer.parts.map { part in
            Row(
                part: part.part,
                node: part.node,
                isHere: part.node == answer.here,
                epoch: part.epoch.map(String.init) ?? "",
                until: ShownTime(part.until, now: now)
            )
        }
    }
}
