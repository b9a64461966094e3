/// The fields of a lane that its CRM refused, so that the record is there without them; names only, never values.
///
/// A refusal stays until the field is sent again and taken, or is not wanted any more: other changes of the record say
/// nothing of it. Line items are written as a whole, and so are told together.
package struct RefusedFields: Sendable, Hashable {
    /// In order, each once.
    package private(set) var names: [String] = []

    /// More than a person reads; the first are kept.
    package static let keptNames = 50

    package init(_ names: some Sequence<String> = []) { take(names) }

    package var isEmpty: Bool { names.isEmpty }

    /// How a field of line items is called here.
    package static func lineName(_ field: String) -> String { "\(linePrefix)\(field)" }

    private static let linePrefix = "line items: "

    /// What a confirmed write says of the fields that it went with.
    package struct Written: Sendable, Hashable {
        /// Their names.
        package var sent: Set<String>
        /// Whether line items went too.
        package var hasLines: Bool
        /// Those among them that were refused.
        package var refused: [String]

        package init(sent: Set<String>, hasLines: Bool = false, refused: [String] = []) {
            self.sent = sent
            self.hasLines = hasLines
            self.refused = refused
        }
    }

    /// Takes the answer to a write; `holding` is what counts as delivered since.
    package mutating func settle(_ written: Written?, holding: DeliveredState) {
        let known = names.filter { name in
            if name.hasPrefix(Self.linePrefix) { return holding.lines != nil && written?.hasLines != true }
            return holding.fields[DeliveredState.key(name)] != nil && written?.sent.contains(name) != true
        }
        names = []
        take(known + (written?.refused ?? []))
    }

    private mutating func take(_ more: some Sequence<String>) {
        names = Array(Set(names).union(more).sorted().prefix(Self.keptNames))
    }

    /// As one text, by which lanes with the same refusals are grouped; `nil` for none.
    package var text: String? { names.isEmpty ? nil : names.joined(separator: "\n") }

    /// Reads ``text``.
    package init(text: String?) {
        names = text?.split(separator: "\n").map(String.init) ?? []
    }
}

/// Records that a CRM has without the same fields, as one entry of a list.
package struct RefusalGroup: Sendable, Hashable {
    package var destination: DestinationName
    package var kind: RecordKind
    package var fields: [String]
    package var count: Int
    package var example: RecordKey
    /// What the CRM said of the example, where that is still known.
    package var message: String?

    package init(
        destination: DestinationName,
        kind: RecordKind,
        fields: [String],
        count: Int,
        example: RecordKey,
        message: String? = nil
    ) {
        self.destination = destination
        self.kind = kind
        self.fields = fields
        self.count = count
        self.example = example
        self.message = message
    }

    /// How many are listed at most.
    package static let listed = 100
}
