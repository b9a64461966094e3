/// One value that HubSpot would not take.
struct PropertyProblem: Error, Sendable {
    let name: String
    /// HubSpot's code, for example `INVALID_OPTION`.
    let code: String
    let message: String

    /// HubSpot tells property errors as a JSON array inside the message text.
    static func message(for problems: [PropertyProblem]) -> String {
        let list = SandboxJSON.array(
            problems.map {
                [
                    "isValid": false, "message": .string($0.message), "error": .string($0.code),
                    "name": .string($0.name),
                ]
            }
        )
        return "Property values were not valid: \(list.rendered)"
    }

    var detail: SandboxJSON {
        [
            "message": .string(message), "code": .string(code),
            "context": ["propertyName": [.string(name)]],
        ]
    }

    static func unknown(_ name: String) -> PropertyProblem {
        .init(name: name, code: "PROPERTY_DOESNT_EXIST", message: "Property \"\(name)\" does not exist")
    }

    static func readOnly(_ name: String) -> PropertyProblem {
        .init(
            name: name,
            code: "READ_ONLY_VALUE",
            message: "\"\(name)\" is a read only property; its value cannot be set"
        )
    }

    static func notAnOption(_ name: String, _ value: String, allowed: [String]) -> PropertyProblem {
        let list = allowed.prefix(50).joined(separator: ", ")
        return .init(
            name: name,
            code: "INVALID_OPTION",
            message: "\(value) was not one of the allowed options: [\(list)]"
        )
    }

    static func taken(_ name: String, _ value: String, by owner: Int64) -> PropertyProblem {
        .init(
            name: name,
            code: "CONFLICTING_UNIQUE_VALUE",
            message: "\(owner) already has that value: \(value)"
        )
    }
}
