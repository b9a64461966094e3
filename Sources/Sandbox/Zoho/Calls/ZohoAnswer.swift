/// What the simulated organisation answers.
package struct ZohoAnswer: Sendable {
    package enum Body: Sendable {
        case none
        case json(SandboxJSON)
        case html(String)
    }

    package var status: Int
    package var headers: [String: String] = [:]
    package var body: Body

    init(_ status: Int, _ json: SandboxJSON) {
        self.status = status
        body = .json(json)
    }

    init(status: Int, body: Body = .none) {
        self.status = status
        self.body = body
    }

    /// Nothing found: an empty body, not an empty list.
    static let noContent = ZohoAnswer(status: 204)

    init(_ refusal: ZohoRefusedCall) { self.init(refusal.status, refusal.json) }
}

/// A call that failed as a whole, in Zoho's words.
struct ZohoRefusedCall: Error, Sendable {
    var status: Int
    var code: String
    var message: String
    var details: SandboxJSON = .object([])

    var json: SandboxJSON {
        ["code": .string(code), "details": details, "message": .string(message), "status": "error"]
    }

    static let invalidToken = ZohoRefusedCall(status: 401, code: "INVALID_TOKEN", message: "invalid oauth token")
    static let scopeMismatch = ZohoRefusedCall(status: 401, code: "OAUTH_SCOPE_MISMATCH", message: "Unauthorized")
    static let tooMany = ZohoRefusedCall(
        status: 429,
        code: "TOO_MANY_REQUESTS",
        message: "You have exceeded the API limit"
    )
    static let badURL = ZohoRefusedCall(
        status: 404,
        code: "INVALID_URL_PATTERN",
        message: "Please check if the URL trying to access is a correct one"
    )
    static let badModule = ZohoRefusedCall(
        status: 400,
        code: "INVALID_MODULE",
        message: "the module name given seems to be invalid",
        details: ["resource_path_index": 0]
    )

    static func invalid(_ name: String, _ details: [SandboxJSON.Member] = []) -> ZohoRefusedCall {
        ZohoRefusedCall(
            status: 400,
            code: "INVALID_DATA",
            message: "invalid data",
            details: .object([.init("api_name", .string(name)), .init("json_path", .string("$.\(name)"))] + details)
        )
    }

    static func missing(parameter: String) -> ZohoRefusedCall {
        ZohoRefusedCall(
            status: 400,
            code: "REQUIRED_PARAM_MISSING",
            message: "One of the expected parameter is missing",
            details: ["param": .string(parameter)]
        )
    }
}

/// What is wrong with one record of a write.
struct ZohoProblem: Error, Sendable {
    var code: String
    var message: String
    var field: String?
    var details: [SandboxJSON.Member] = []

    /// The item of the answer for the record at a place of the request.
    func json(at index: Int) -> SandboxJSON {
        var members = details
        if let field {
            members.insert(.init("api_name", .string(field)), at: 0)
            members.append(.init("json_path", .string("$.data[\(index)].\(field)")))
        }
        return ["code": .string(code), "details": .object(members), "message": .string(message), "status": "error"]
    }

    static func invalid(_ field: String, _ details: [SandboxJSON.Member] = []) -> ZohoProblem {
        .init(code: "INVALID_DATA", message: "invalid data", field: field, details: details)
    }

    static func expected(_ type: String, _ field: String) -> ZohoProblem {
        invalid(field, [.init("expected_data_type", .string(type))])
    }

    static func missing(_ field: String) -> ZohoProblem {
        .init(code: "MANDATORY_NOT_FOUND", message: "required field not found", field: field)
    }

    static func duplicate(_ field: String, holder: String, module: ZohoModuleType) -> ZohoProblem {
        .init(
            code: "DUPLICATE_DATA",
            message: "duplicate data",
            field: field,
            details: [
                .init(
                    "duplicate_record",
                    [
                        "Owner": ["name": "Sync Bot", "id": "4150868000000225013"],
                        "module": ["api_name": .string(module.name), "id": .string(module.id)],
                        "id": .string(holder),
                    ]
                ), .init("id", .string(holder)), .init("more_records", false),
            ]
        )
    }

    static let badID = ZohoProblem(code: "INVALID_DATA", message: "the id given seems to be invalid", field: "id")

    static let locked = ZohoProblem(
        code: "RECORD_LOCKED",
        message: "Sorry, you cannot perform this operation as the record is locked.",
        field: "id",
        details: [.init("action", "record_locking")]
    )

    static let inApproval = ZohoProblem(
        code: "NOT_APPROVED",
        message: "record is under approval",
        details: [.init("resource_path_index", 1)]
    )
}
