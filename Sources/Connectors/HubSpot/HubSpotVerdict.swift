import SyncModel

/// What HubSpot's refusal of one record means, whether it came alone or as one entry of a 207.
enum HubSpotVerdict: Sendable, Hashable {
    /// Another record holds the address or id; its id where HubSpot named it.
    case conflict(existing: String?)
    case gone
    /// Some values were refused; without them the record might pass.
    case invalid([HubSpotPropertyIssue])
    case fault(DeliveryFault)

    /// Reads HubSpot's refusal of one record.
    ///
    /// - Parameters:
    ///   - error: what HubSpot said.
    ///   - kind: what the record is, for faults that stop a kind.
    ///   - idProperty: our own unique property: where that is taken, it is a conflict and not a wrong value.
    init(_ error: HubSpotError, kind: RecordKind, idProperty: String? = nil) {
        let issues = HubSpotPropertyIssue.all(in: error)
        let fault = { (code: DeliveryFault.Code, disposition: Disposition, fields: [String]) in
            HubSpotVerdict.fault(
                DeliveryFault(
                    code,
                    disposition,
                    message: HubSpotFaults.words(error),
                    fields: fields,
                    correlationID: error.correlationId
                )
            )
        }
        switch error.category {
        case "CONFLICT", "OBJECT_ALREADY_EXISTS":
            self = .conflict(existing: error.context?["existingId"].first ?? Self.existingID(in: error.message ?? ""))
        case "OBJECT_NOT_FOUND":
            self = .gone
        case "MISSING_SCOPES":
            self = fault(.missingScope, .pause(.kind(kind)), [])
        case "RATE_LIMITS", "RATE_LIMIT":
            self = fault(.rateLimited, .retry, [])
        default:
            let missing = issues.filter(\.isMissingProperty)
            let required = issues.filter(\.isMissingValue)
            if !missing.isEmpty {
                self = .fault(Self.missing(missing.map(\.property), kind, error))
            } else if !required.isEmpty {
                self = fault(.requiredField, .park, required.map(\.property))
            } else if let taken = issues.first(where: { $0.isTaken && $0.property == idProperty }) {
                self = .conflict(existing: taken.holder)
            } else if !issues.isEmpty {
                self = .invalid(issues)
            } else {
                self = fault(.refused, .park, [])
            }
        }
    }

    /// HubSpot's own words hold an array of JSON; which property it is, and what makes it, is all that a person needs.
    private static func missing(_ names: [String], _ kind: RecordKind, _ error: HubSpotError) -> DeliveryFault {
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let cure =
            names.allSatisfy(OwnField.isOwn)
            ? "\"sluice setup\" makes \(names.count == 1 ? "it" : "them")."
            : "Correct the mapping, or make \(names.count == 1 ? "it" : "them") in HubSpot."
        return DeliveryFault(
            .missingField,
            .pause(.kind(kind)),
            message: "HubSpot has no propert\(names.count == 1 ? "y" : "ies") \(list). \(cure)",
            fields: names,
            correlationID: error.correlationId
        )
    }

    /// The id in `Contact already exists. Existing ID: 37765128953`: single calls give it nowhere else.
    private static func existingID(in message: String) -> String? {
        guard let range = message.firstRange(of: "Existing ID:") else { return nil }
        let digits = message[range.upperBound...].drop(while: \.isWhitespace).prefix(while: \.isNumber)
        return digits.isEmpty ? nil : String(digits)
    }
}
