import SyncModel

/// What Salesforce's refusal of one record means, whether it came alone or as one row of a collection or job.
///
/// Codes decide, never texts, which are translated; but for two codes that say too little.
enum SalesforceVerdict: Sendable, Hashable {
    /// Passing: the same again may succeed.
    case passing(DeliveryFault)
    /// The call was too much for what the org runs on its records: fewer at once may succeed.
    case tooMuch(DeliveryFault)
    /// Our unique field's value is there already: two writes of a new record crossed, or another record carries it.
    case keyTaken(DeliveryFault)
    /// A duplicate rule stopped the record.
    case alike(DeliveryFault)
    case gone
    /// Values of these fields were refused; without them the record might pass.
    case refusedValues([String], DeliveryFault)
    case fault(DeliveryFault)

    init(_ errors: [SalesforceError], object: SalesforceObject) {
        let meanings = errors.map { Meaning($0, object: object) }
        let words = errors.map(\.message).joined(separator: " ")
        let fields = errors.flatMap(\.fields)
        func fault(_ code: DeliveryFault.Code, _ disposition: Disposition) -> DeliveryFault {
            DeliveryFault(code, disposition, message: Self.words(errors), fields: fields)
        }
        let kind = object.kind.map { Disposition.pause(.kind($0)) } ?? .pause(.destination)
        // The hardest decides: a record is passing only where each of its errors is.
        switch meanings.max() ?? .permanent {
        case .permanent: self = .fault(fault(.refused, .park))
        case .required: self = .fault(fault(.requiredField, .park))
        case .configuration: self = .fault(fault(.missingField, kind))
        case .access: self = .fault(fault(.missingScope, kind))
        case .throttled: self = .fault(fault(.rateLimited, .wait(.seconds(60))))
        case .storage: self = .fault(fault(.quotaExhausted, .pause(.destination)))
        case .value where fields.isEmpty: self = .fault(fault(.invalidValue, .park))
        case .value: self = .refusedValues(fields, fault(.invalidValue, .park))
        case .gone: self = .gone
        case .alike: self = .alike(fault(.identityConflict, .park))
        case .keyTaken: self = .keyTaken(fault(.identityConflict, .retry))
        case .tooMuch: self = .tooMuch(fault(.unavailable, .retry))
        case .passing: self = .passing(fault(words.contains("LOCK") ? .locked : .unavailable, .retry))
        case .locked: self = .passing(fault(.locked, .retry))
        }
    }

    /// The org's own words, since a validation rule's are meant for people.
    static func words(_ errors: [SalesforceError]) -> String {
        let texts = errors.map { error in
            error.message.isEmpty || error.message == error.code ? error.code : "\(error.message) (\(error.code))"
        }
        return texts.isEmpty ? "Salesforce gave no reason" : texts.joined(separator: "; ")
    }

    /// What one error means; of several the greatest counts.
    private enum Meaning: Int, Comparable {
        case locked
        case passing
        case tooMuch
        case keyTaken
        case alike
        case value
        case gone
        case required
        case permanent
        case throttled
        case storage
        case access
        case configuration

        static func < (left: Meaning, right: Meaning) -> Bool { left.rawValue < right.rawValue }

        init(_ error: SalesforceError, object: SalesforceObject) {
            switch error.code {
            case "UNABLE_TO_LOCK_ROW": self = .locked
            case "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY":
                // The org's own triggers and flows: only their text tells a lock and a limit from a mistake.
                if error.message.contains("UNABLE_TO_LOCK_ROW") {
                    self = .locked
                } else {
                    self = Self.isLimit(error.message) ? .tooMuch : .permanent
                }
            case "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "QUERY_TIMEOUT", "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "PROCESSING_HALTED":
                self = .passing
            case "REQUEST_LIMIT_EXCEEDED": self = .throttled
            case "REQUEST_RUNNING_TOO_LONG", "APEX_LIMIT_EXCEEDED", "LIMIT_EXCEEDED": self = .tooMuch
            case "DUPLICATE_VALUE":
                let isOurs =
                    error.fields.contains { $0 == object.idField }
                    || (error.fields.isEmpty && object.idField.map(error.message.contains) == true)
                self = isOurs ? .keyTaken : .permanent
            case "DUPLICATES_DETECTED": self = .alike
            case "ENTITY_IS_DELETED": self = .gone
            case "INVALID_CROSS_REFERENCE_KEY": self = error.fields.allSatisfy { $0 == "Id" } ? .gone : .value
            case "REQUIRED_FIELD_MISSING": self = .required
            case "INVALID_EMAIL_ADDRESS", "STRING_TOO_LONG", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "NUMBER_OUTSIDE_VALID_RANGE", "FIELD_INTEGRITY_EXCEPTION", "INVALID_TYPE_ON_FIELD_IN_RECORD":
                self = .value
            case "INVALID_FIELD" where Self.isMissingParent(error.message): self = .passing
            case "INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_TYPE", "NOT_FOUND": self = .configuration
            case "INSUFFICIENT_ACCESS_OR_READONLY", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
                "API_DISABLED_FOR_ORG":
                self = .access
            case "STORAGE_LIMIT_EXCEEDED": self = .storage
            case let code where code.hasPrefix("TXN_SECURITY"): self = .access
            default: self = .permanent
            }
        }

        private static func isLimit(_ message: String) -> Bool {
            message.contains("Too many SOQL queries") || message.contains("Apex CPU time limit exceeded")
        }

        /// A parent named by external id that is not there (yet).
        private static func isMissingParent(_ message: String) -> Bool { message.contains("Foreign key external ID") }
    }
}
