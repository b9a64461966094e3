package import SyncModel

/// A CRM as a user describes it: where and how it is called, and what its answers mean.
///
/// `docs/connectors/rest.md` has the whole grammar.
package struct RESTDescription: Sendable {
    package var title = "REST"
    /// Without a slash at the end; `nil` where the destination must say.
    package var baseURL: String?
    /// What stands under the destination's `credentials:`, with what it is.
    package var credentials: [RESTCredential] = []
    var auth = RESTAuth.none
    var headers: [RESTNamedTemplate] = []
    var style = RESTValueStyle()
    var errors = RESTErrors()
    var limits = RESTLimits()
    var probe: RESTProbe?
    /// What a person must make in the CRM beforehand, a sentence each.
    var needs: [String] = []
    var objects: [RecordKind: RESTObject] = [:]
    /// The mapping that comes with the description, unless the destination names one.
    package var mapping: DocumentNode?
    /// Places for the mistakes that show only beside a mapping.
    var marks: [RecordKind: DocumentMark] = [:]

    init() {}

    /// The mapping's field that holds our external id.
    package var externalIDs: [RecordKind: String] { objects.compactMapValues(\.externalIDField) }

    /// The objects that a mapping must name.
    package var objectNames: [RecordKind: [String]] { objects.mapValues { [$0.name] } }

    /// The addresses besides the base URL that are called; templates of credentials are filled in.
    package func addresses(credentials: [String: Secret]) -> [String] {
        guard case .oauth(let login) = auth else { return [] }
        var scope = RESTScope()
        scope.credentials = credentials
        guard let url = try? login.tokenURL.text(scope) else { return [] }
        return [url]
    }

    /// Whether calls are made by tokens that a refresh token gives, which services may replace with every use.
    package var usesRefreshToken: Bool {
        guard case .oauth(let login) = auth else { return false }
        return login.grant == .refreshToken
    }

    /// Calls allowed, by the pacer's bucket names; the first window is `default`.
    package var quotas: [String: CallQuota] {
        Dictionary(uniqueKeysWithValues: limits.windows.enumerated().map { (RESTLimits.bucket($0), $1) })
    }
}

/// One key under a destination's `credentials:`.
package struct RESTCredential: Sendable, Hashable {
    package var name: String
    /// What it is and where a person finds it.
    package var explanation: String
    package var isRequired = true
}

/// A header or a query item.
struct RESTNamedTemplate: Sendable, Hashable {
    var name: String
    var value: RESTTemplate
}

/// One kind of record in the CRM.
struct RESTObject: Sendable {
    /// What the mapping's `object` says, such as `deal`.
    var name: String
    /// The mapping's field that is filled with Shopify's id, by which a record is found again.
    var externalIDField: String?
    /// Where the CRM keeps our own fields, if not under our names.
    var ownFields: RESTOwnFields?
    var find: RESTLookup?
    /// The mapping's field that holds the address.
    var emailField = "email"
    var findByEmail: RESTLookup?
    /// Looks by a field that is not ours, for orders that were in the CRM before us.
    var findByField: RESTLookup?
    var read: RESTLookup?
    var create: RESTWrite?
    var update: RESTWrite?
    /// Makes the record or writes to the one that carries our id, in one call.
    var upsert: RESTWrite?
    var erase: RESTOperation?
    /// What erasure writes into fields that the CRM does not let be emptied, by their names in the mapping.
    var erased: [String: String] = [:]
    /// Whether the user accepted in writing that a lost answer may make a second record.
    var acceptsDuplicates = false

    /// Every operation with the name of its key.
    var operations: [(name: String, operation: RESTOperation)] {
        [
            ("find", find?.operation), ("find_by_email", findByEmail?.operation),
            ("find_by_field", findByField?.operation), ("read", read?.operation), ("create", create?.operation),
            ("update", update?.operation), ("upsert", upsert?.operation),
            ("erase", erase),
        ].compactMap { name, operation in operation.map { (name, $0) } }
    }

    /// Whether a change of the record says which contact it belongs to, and so can say that it belongs to none.
    var namesParentInChanges: Bool {
        guard let write = update ?? upsert else { return false }
        let bodies = [write.operation.body, write.batch?.record].compactMap(\.self)
        return bodies.contains { $0.placeholders.contains { $0.name == .parent } }
    }

    /// Whether every creation makes another record, and a look tells whether an earlier one did.
    var createsAnew: Bool { upsert == nil && find != nil && create?.operation.isIdempotent != true }

    /// Whether a creation can be repeated without making a second record.
    var isSafeToRepeat: Bool { upsert != nil || find != nil || create?.operation.isIdempotent == true }
}
