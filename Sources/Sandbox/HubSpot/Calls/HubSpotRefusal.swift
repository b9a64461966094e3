/// A call that failed as a whole, with the body that HubSpot documents for it.
struct HubSpotRefusal: Error, Sendable {
    let status: Int
    let category: String
    let message: String
    var subCategory: String?
    var errors: [SandboxJSON] = []
    var context: SandboxJSON?
    var links: SandboxJSON?

    func body(correlationID: String) -> SandboxJSON {
        var members: [SandboxJSON.Member] = [
            .init("status", "error"), .init("message", .string(message)),
            .init("correlationId", .string(correlationID)),
        ]
        if !errors.isEmpty { members.append(.init("errors", .array(errors))) }
        if let context { members.append(.init("context", context)) }
        if let links { members.append(.init("links", links)) }
        members.append(.init("category", .string(category)))
        if let subCategory { members.append(.init("subCategory", .string(subCategory))) }
        return .object(members)
    }
}

extension HubSpotRefusal {
    static func validation(_ message: String, context: SandboxJSON? = nil) -> HubSpotRefusal {
        .init(status: 400, category: "VALIDATION_ERROR", message: message, context: context)
    }

    static func invalidProperties(_ problems: [PropertyProblem]) -> HubSpotRefusal {
        .init(
            status: 400,
            category: "VALIDATION_ERROR",
            message: PropertyProblem.message(for: problems),
            errors: problems.map(\.detail)
        )
    }

    static func missingRequired(_ names: [String]) -> HubSpotRefusal {
        .init(
            status: 400,
            category: "VALIDATION_ERROR",
            message: "Some required properties were not set.",
            errors: names.map {
                [
                    "message": .string("\($0) is required"), "code": "MISSING_REQUIRED_PROPERTY",
                    "context": ["propertyName": [.string($0)]],
                ]
            }
        )
    }

    static func conflict(message: String) -> HubSpotRefusal {
        .init(status: 409, category: "CONFLICT", message: message)
    }

    static func notFound(_ message: String) -> HubSpotRefusal {
        .init(status: 404, category: "OBJECT_NOT_FOUND", message: message)
    }

    static func duplicateIDs(_ ids: [String]) -> HubSpotRefusal {
        .validation(
            "Duplicate IDs found in batch input: [\(ids.joined(separator: ", "))]. IDs must be unique",
            context: ["ids": .strings(ids)]
        )
    }

    static func missingScopes(_ scopes: [String]) -> HubSpotRefusal {
        .init(
            status: 403,
            category: "MISSING_SCOPES",
            message: "This app hasn't been granted all required scopes to make this call. "
                + "Read more about required scopes here: https://developers.hubspot.com/scopes.",
            errors: [
                [
                    "message": "One or more of the following scopes are required.",
                    "context": ["requiredGranularScopes": .strings(scopes)],
                ]
            ],
            links: ["scopes": "https://developers.hubspot.com/scopes"]
        )
    }

    static let badToken = HubSpotRefusal(
        status: 401,
        category: "INVALID_AUTHENTICATION",
        message: "Authentication credentials not found or not valid for this account."
    )

    static let noSuchPath = HubSpotRefusal(status: 404, category: "NOT_FOUND", message: "No such path or method")
}
