import SyncModel

/// What Zoho's refusal of one record means.
enum ZohoVerdict: Sendable, Hashable {
    /// Other records hold the address or our id.
    case conflict(holders: [String])
    case gone
    /// The contact pointed at is not there.
    case noParent
    /// Some values were refused; without them the record might pass. Why, by field.
    case invalid([String: String])
    case fault(DeliveryFault)

    /// - Parameters:
    ///   - item: the record's item of the answer.
    ///   - module: what the record is in.
    ///   - idField: the API name of our unique field.
    init(_ item: ZohoItem, module: ZohoModule, idField: String) {
        let verdicts = item.parts.map { Self.one($0, module: module, idField: idField) }
        let holders = verdicts.flatMap { verdict -> [String] in
            if case .conflict(let ids) = verdict { ids } else { [] }
        }
        var invalid: [String: String] = [:]
        for case .invalid(let issues) in verdicts { invalid.merge(issues) { first, _ in first } }
        // The worst of several wins.
        if let fault = verdicts.first(where: { if case .fault = $0 { true } else { false } }) {
            self = fault
        } else if verdicts.contains(.gone) {
            self = .gone
        } else if !holders.isEmpty {
            self = .conflict(holders: holders.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
        } else if !invalid.isEmpty {
            self = .invalid(invalid)
        } else {
            self = verdicts.first ?? .fault(DeliveryFault(.refused, .park, message: item.words))
        }
    }

    private static func one(_ item: ZohoItem, module: ZohoModule, idField: String) -> ZohoVerdict {
        let fields = item.field.map { [$0] } ?? []
        func fault(_ code: DeliveryFault.Code, _ disposition: Disposition, _ advice: String = "") -> ZohoVerdict {
            .fault(DeliveryFault(code, disposition, message: item.words + advice, fields: fields))
        }
        switch item.code {
        case "DUPLICATE_DATA":
            return duplicate(item, module: module, idField: idField)
        case "RECORD_LOCKED":
            return fault(
                .locked,
                .retry,
                ". It is tried again for about half an hour, then waits until it is retried: unlock the record in Zoho"
            )
        case "NOT_APPROVED", "RECORD_IN_BLUEPRINT", "NOT_REVIEWED":
            return fault(.locked, .park, ". Finish the approval, review or blueprint in Zoho, then retry the record")
        case "ALREADY_MODIFIED", "DEPENDENT_SERVICE_ERROR", "INTERNAL_ERROR", "PROCESSING_ERROR":
            return fault(.unavailable, .retry)
        case "TOO_MANY_REQUESTS":
            return fault(.rateLimited, .wait(.seconds(60)))
        case "INVALID_MODULE", "INVALID_URL_PATTERN", "INVALID_REQUEST_METHOD", "INVALID_HOST",
            "REQUIRED_PARAM_MISSING":
            return fault(.refused, .pause(.destination), ". Look at base_url, and at the modules that the account has")
        case "AMBIGUITY_DURING_PROCESSING":
            return fault(.identityConflict, .park, ". More than one record matches: merge them in Zoho")
        case "MANDATORY_NOT_FOUND", "EXPECTED_FIELD_MISSING", "DEPENDENT_FIELD_MISSING":
            return fault(.requiredField, .park)
        case "LIMIT_EXCEEDED", "LIMIT_REACHED":
            return fault(.quotaExhausted, .pause(.kind(module.kind)), ". The account holds no more: see its storage")
        case "NO_PERMISSION", "AUTHORIZATION_FAILED", "OAUTH_SCOPE_MISMATCH", "FEATURE_NOT_SUPPORTED",
            "NOT_SUPPORTED":
            return fault(.missingScope, .pause(.kind(module.kind)))
        case "INVALID_DATA" where item.isOfOwnID:
            return .gone
        case "INVALID_DATA" where module.parentField != nil && item.field == module.parentField:
            return .noParent
        case "INVALID_DATA", "PATTERN_NOT_MATCHED", "MAPPING_MISMATCH", "DEPENDENT_MISMATCH", "NOT_ALLOWED":
            guard let field = item.memberInPath ?? item.field, field != idField else {
                return fault(.invalidValue, .park)
            }
            return .invalid([field: item.words])
        default:
            return fault(.refused, .park)
        }
    }

    /// Only a person's address and our own id say who a record is; another unique field is just a value that is taken.
    private static func duplicate(_ item: ZohoItem, module: ZohoModule, idField: String) -> ZohoVerdict {
        let isIdentity =
            item.field == idField
            || module == .contacts && (item.field == "Email" || item.field == "Secondary_Email")
        guard isIdentity || item.field == nil else {
            return .invalid([item.field ?? "": item.words + (item.duplicateID.map { ", held by \($0)" } ?? "")])
        }
        guard let id = item.duplicateID else {
            return .fault(DeliveryFault(.identityConflict, .retry, message: item.words))
        }
        return .conflict(holders: [id])
    }
}
