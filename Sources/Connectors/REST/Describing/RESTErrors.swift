/// What answers mean that are no success, and successes that are none.
struct RESTErrors: Sendable {
    /// Where the CRM's own words stand; tried in this order.
    var message: [RESTPath] = ["message", "error.message", "error_description", "error", "detail", "title"]
        .compactMap { RESTPath($0) }
    /// The first that fits decides; before all of them, what statuses usually mean stands back.
    var rules: [RESTRule] = []
}

/// One line of `errors.rules`.
struct RESTRule: Sendable, Hashable {
    /// What follows from an answer.
    enum Consequence: String, Sendable, CaseIterable {
        /// It worked after all.
        case success
        case retry
        /// Too many calls.
        case throttle
        /// Credentials: everything stops until they are mended.
        case pause
        /// This record's data.
        case park
        /// Another record of the CRM is in the way.
        case conflict
        /// The record is not there any more.
        case gone
        /// The contact of the order is not there any more: the order goes without it.
        case parentGone = "parent_gone"
    }

    /// Any where empty.
    var statuses: [ClosedRange<Int>] = []
    var test: RESTTest?
    var then: Consequence
    /// For a throttle: where the answer says how many seconds to wait.
    var seconds: RESTPath?
    /// For a conflict: where the records in the way stand, and their id in each.
    var records: RESTPath?
    var id: RESTPath?
    /// Where the answer names the fields that are at fault.
    var fields: RESTPath?

    init(then: Consequence) { self.then = then }

    func fits(status: Int, body: RESTJSON) -> Bool {
        guard statuses.isEmpty || statuses.contains(where: { $0.contains(status) }) else { return false }
        return test?.holds(in: body) ?? true
    }
}

/// A question to a JSON document.
struct RESTTest: Sendable, Hashable {
    enum Relation: Sendable, Hashable {
        case equals(String)
        /// Anywhere in the text there, without regard to case.
        case contains(String)
        case exists(Bool)
    }

    var path: RESTPath
    var relation: Relation

    func holds(in document: RESTJSON) -> Bool {
        let value = path.value(in: document)
        switch relation {
        case .equals(let text): return value?.scalar == text || value == .null && text == "null"
        case .contains(let text):
            guard let value else { return false }
            return (value.scalar ?? value.rendered).lowercased().contains(text.lowercased())
        case .exists(let wanted): return (value.map { !$0.isEmpty } ?? false) == wanted
        }
    }
}
