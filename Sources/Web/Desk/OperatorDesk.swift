/// What a person may see of the sync and do about it.
///
/// The dashboard and the API are drawn from these answers alone, and the commands print the same values with `--json`: what
/// one of them says, the others say too.
package protocol OperatorDesk: Sendable {
    /// - Returns: a report as JSON, as the command of the same name prints it with `--json`.
    /// - Throws: `DeskFailure` in words for the person who asked.
    func answer(_ question: DeskQuestion) async throws(DeskFailure) -> DeskAnswer

    /// Does something; nothing is begun that could not be logged.
    ///
    /// - Parameters:
    ///   - order: what is to be done.
    ///   - actor: who asks, as the log names them.
    /// - Returns: what was done, in a sentence.
    /// - Throws: `DeskFailure` in words for the person who asked.
    func carryOut(_ order: DeskOrder, by actor: String) async throws(DeskFailure) -> DeskOutcome
}

/// A report, as JSON.
package struct DeskAnswer: Sendable, Hashable {
    package var json: String
    /// Where the next page of a list begins; `nil` where this is the last.
    package var next: String?

    package init(json: String, next: String? = nil) {
        self.json = json
        self.next = next
    }
}

/// What came of an order.
package struct DeskOutcome: Sendable, Hashable, Codable {
    /// A plain sentence for the person who asked.
    package var said: String
    /// How many records it touched, where it touches several.
    package var count: Int?
    /// The job that does the work, where one does; of several the first.
    package var job: Int64?
    /// All of them, where stores have one each.
    package var jobs: [Int64]?
    /// Of a portion: when it was taken, by the server's clock, which the next portion names as `begun`.
    package var begun: String?
    /// Of a portion that was not taken: how many of the earlier ones were parked again.
    package var parkedAgain: Int?

    package init(_ said: String, count: Int? = nil, job: Int64? = nil, jobs: [Int64]? = nil) {
        self.said = said
        self.count = count
        self.job = job ?? jobs?.first
        self.jobs = jobs
    }
}

/// Why a question has no answer or an order was not carried out.
package struct DeskFailure: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// What was named is not there.
        case unknown
        /// What was asked makes no sense.
        case invalid
        /// Who asks may not.
        case forbidden
        /// It does not fit how things stand by now.
        case conflict
        /// It cannot be told or done now.
        case unavailable
    }

    package var kind: Kind
    /// A plain sentence that names a way on.
    package var words: String

    package init(_ kind: Kind, _ words: String) {
        self.kind = kind
        self.words = words
    }
}
