/// Why the simulated org refuses a call or one record of it.
package struct OrgProblem: Error, Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package var code: String
        package var message: String
        package var fields: [String]
    }

    package var status: Int
    package var items: [Item]

    init(_ code: String, _ message: String, fields: [String] = [], status: Int = 400) {
        self.status = status
        items = [Item(code: code, message: message, fields: fields)]
    }

    init(items: [Item], status: Int = 400) {
        self.items = items
        self.status = status
    }

    /// The body of a whole request's refusal.
    var body: SandboxJSON {
        .array(
            items.map { item in
                var members: [SandboxJSON.Member] = [
                    .init("message", .string(item.message)), .init("errorCode", .string(item.code)),
                ]
                if !item.fields.isEmpty { members.append(.init("fields", .strings(item.fields))) }
                return .object(members)
            }
        )
    }

    /// The errors of one row.
    var errors: SandboxJSON {
        .array(
            items.map {
                [
                    "statusCode": .string($0.code), "message": .string($0.message),
                    "fields": .strings($0.fields),
                ]
            }
        )
    }

    static let expired = OrgProblem("INVALID_SESSION_ID", "Session expired or invalid", status: 401)
    static let limitExceeded = OrgProblem("REQUEST_LIMIT_EXCEEDED", "Request limit exceeded", status: 403)
    static let noSuchPath = OrgProblem("NOT_FOUND", "The requested resource does not exist", status: 404)
    static let deleted = OrgProblem("ENTITY_IS_DELETED", "entity is deleted", status: 404)
    static let wrongReference = OrgProblem("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")

    static func noColumn(_ name: String, on object: String) -> OrgProblem {
        OrgProblem("INVALID_FIELD", "No such column '\(name)' on sobject of type \(object)")
    }

    static func noType(_ name: String) -> OrgProblem {
        OrgProblem(
            "INVALID_TYPE",
            "sObject type '\(name)' is not supported. If you are attempting to use a custom object, be sure to append the "
                + "'__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
        )
    }

    static func readOnly(_ names: [String]) -> OrgProblem {
        OrgProblem(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: \(names.joined(separator: ", ")). Please check the security settings of this "
                + "field and verify that it is read/write for your profile or permission set.",
            fields: names
        )
    }

    static func missing(_ names: [String]) -> OrgProblem {
        OrgProblem(
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [\(names.joined(separator: ", "))]",
            fields: names
        )
    }

    static func noAccess(_ words: String) -> OrgProblem {
        OrgProblem("INSUFFICIENT_ACCESS_OR_READONLY", words, status: 403)
    }
}
