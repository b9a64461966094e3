import Outbound
import SyncModel

/// One call, with what an answer to it must be.
struct RESTOperation: Sendable {
    enum Encoding: Sendable, Hashable {
        case json(contentType: String)
        case form
    }

    var method = OutboundRequest.Method.get
    /// Below the base URL, with a slash at the start.
    var path = RESTTemplate(literal: "/")
    var query: [RESTNamedTemplate] = []
    var headers: [RESTNamedTemplate] = []
    var body: RESTBody?
    var encoding = Encoding.json(contentType: "application/json")
    /// Statuses of success; `nil` for 200 to 299.
    var success: Set<Int>?
    /// Where the description says it.
    var mark: DocumentMark

    init(mark: DocumentMark) { self.mark = mark }

    /// Whether a header tells the CRM that two calls are the same one.
    var isIdempotent: Bool {
        headers.contains { $0.value.placeholders.contains { $0.name == .recordKey } }
    }

    var placeholders: [RESTPlaceholder] {
        path.placeholders + (query + headers).flatMap(\.value.placeholders) + (body?.placeholders ?? [])
    }

    func isSuccess(_ status: Int) -> Bool { success?.contains(status) ?? (200..<300).contains(status) }
}

/// A call that looks for records.
struct RESTLookup: Sendable {
    enum Many: String, Sendable, CaseIterable {
        /// Several records with one external id are a fault that a person must look at.
        case fail
        case first
    }

    var operation: RESTOperation
    /// Where the found records stand: a list, one object, or nothing; the first that is there.
    var records = [RESTPath.whole]
    /// Where the CRM's id stands in a record; the first that is there.
    var id = [RESTPath(steps: [.member("id")])]
    /// Where our external id stands in a record, which is none of ours without it; `nil` for its place among the values.
    var externalID: RESTPath?
    /// Whether the call asks for our id by the name of its field, so that nothing else can be found.
    var isExact = true
    /// Statuses that mean that there is none.
    var none: Set<Int> = [404]
    var many = Many.fail
    /// Where the fields stand in a record.
    var values = RESTPath.whole
    /// Fields that stand elsewhere in a record, or under another name.
    var fields: [String: RESTPath] = [:]

    init(operation: RESTOperation) { self.operation = operation }

    /// The CRM's id of a record.
    func id(of record: RESTJSON) -> String? { id.lazy.compactMap { $0.text(in: record) }.first }

    /// Where a field of the mapping stands in a record.
    ///
    /// - Parameters:
    ///   - field: its name in the mapping.
    ///   - key: where it stands under a key of the CRM's own.
    ///   - isNested: whether a dot in the name makes an object.
    /// - Returns: the path within the record.
    func place(of field: String, key: RESTPath?, isNested: Bool) -> RESTPath {
        if let place = fields[field] ?? key { return place }
        let steps = isNested ? field.split(separator: ".").map { RESTPath.Step.member(String($0)) } : [.member(field)]
        return values.followed(by: RESTPath(steps: steps))
    }
}

/// A call that writes one record, or a batch of them.
struct RESTWrite: Sendable {
    var operation: RESTOperation
    var id = RESTIDSource()
    var batch: RESTBatch?

    init(operation: RESTOperation) { self.operation = operation }
}

/// Where the CRM's id of a written record is to be found.
struct RESTIDSource: Sendable, Hashable {
    /// Tried in this order.
    var paths: [RESTPath] = [RESTPath(steps: [.member("id")])]
    /// A header, with what stands before and behind the id in it.
    var header: String?
    var after: String?
    var before: String?
    /// Whether our external id stands for it where the answer has none.
    var isOptional = false
}

/// Several records in one call.
struct RESTBatch: Sendable {
    var size: Int
    var operation: RESTOperation
    /// What stands for one record in `{records}`; `nil` for the body of a single write.
    var record: RESTBody?
    /// Where the list of results stands in the answer.
    var results = RESTPath.whole
    /// Where a result says which record it is of, by our external id; `nil` where they stand in the order sent.
    var match: RESTPath?
    var id: [RESTPath] = [RESTPath(steps: [.member("id")])]
    /// What holds of a result that succeeded; `nil` where one with an id did.
    var succeeded: RESTTest?
    /// Where a result says its own status, to be judged like an answer's.
    var status: RESTPath?

    init(size: Int, operation: RESTOperation) {
        self.size = size
        self.operation = operation
    }
}

/// A cheap call that tells whether the credentials work.
struct RESTProbe: Sendable {
    var operation: RESTOperation
    /// Where the answer names the account.
    var account: RESTPath?
}
